// Tells require.js where the book keeps anywidget, so that the HTML manager finds it without asking a CDN.
require.config({ paths: { anywidget: new URL("vendor/anywidget", document.currentScript.src).href } });
