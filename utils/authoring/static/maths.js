// Typesets the formulas of a page by KaTeX, which lies in `vendor/`: Sphinx leaves them in `.math` as \(...\) or \[...\].

const VENDOR = new URL("vendor/", document.currentScript.src);

function typeset(node) {
  const tex = node.textContent.trim();
  const displayMode = !tex.startsWith("\\(");
  const inner = displayMode ? tex.replace(/^\\\[|\\\]$/g, "") : tex.slice(2, -2);
  katex.render(inner.trim(), node, { displayMode, throwOnError: false });
}

document.addEventListener("DOMContentLoaded", () => {
  if (!document.querySelector(".math")) return;
  const style = { rel: "stylesheet", href: new URL("katex.css", VENDOR).href };
  const onload = () => document.querySelectorAll(".math").forEach(typeset);
  document.head.append(Object.assign(document.createElement("link"), style));
  document.head.append(Object.assign(document.createElement("script"), { src: new URL("katex.js", VENDOR).href, onload }));
});
