// What the theme says to a screen reader, where it differs from what it shows or belongs to no part of the page.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".search-button__button, details.hide > summary").forEach((node) => node.removeAttribute("aria-label"));
  document.querySelectorAll(".theme-switch").forEach((icon) => icon.removeAttribute("title")); // "Light" in "Color mode"
  document.querySelectorAll(".theme-switch title").forEach((title) => title.remove());
  const sidebar = document.querySelector(".bd-sidebar-primary");
  sidebar?.setAttribute("role", "complementary");
  sidebar?.setAttribute("aria-label", "The course");
});

// Opened from disk a page may not read its neighbours, so that the search shows titles without summaries.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
