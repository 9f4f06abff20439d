// Opened from disk a page may not read its neighbours, so that the search shows titles without summaries.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
