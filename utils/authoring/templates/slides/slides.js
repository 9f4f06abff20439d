// Starts the slides once the formulas are set, so that each is measured before its slide is put away.

window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]], processEscapes: true },
  options: { enableMenu: false, ignoreHtmlClass: "widget-subarea|highlight" },
  svg: { fontCache: "global" },
  startup: {
    pageReady: () =>
      MathJax.startup.defaultPageReady().then(() =>
        Reveal.initialize({
          width: 1280,
          height: 720,
          margin: 0.02,
          center: false,
          hash: true,
          slideNumber: "h.v",
          transition: "none",
          // Keys pressed in a widget belong to the widget; Escape hands the keyboard back to the slides.
          keyboardCondition: () => !document.activeElement.closest(".widget-subarea, summary"),
        }),
      ),
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement.closest(".widget-subarea, summary")) {
    document.activeElement.blur();
    event.stopPropagation();
  }
}, true);
