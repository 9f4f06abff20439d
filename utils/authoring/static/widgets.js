// Brings the widgets of a page to life without a kernel. Each is an anywidget view: a module whose `render({ model, el })`
// draws what the model's state says. The state stands in the page. Modules and styles, shared by all widgets of a kind,
// come from `widgets/` once a page; as scripts that hand over their text, because a page opened from disk may not read files.

const BESIDE = document.currentScript.src;
const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
const IMPORTED = /\bfrom ?"\.\/([\w.-]+)"/g;
const loading = new Map(); // the promise of a module's address by its name
const arrived = {}; // what to do with a module's text, by its name

// Called by the files in `widgets/`.
window.courseModule = (name, text) => arrived[name](text);

// A model as views know it: no kernel listens, so saving changes is no work.
class Model {
  constructor(state) {
    this.state = state;
    this.listeners = [];
  }

  get(key) {
    return this.state[key];
  }

  set(key, value) {
    if (JSON.stringify(this.state[key]) === JSON.stringify(value)) return;
    this.state[key] = value;
    for (const [event, callback] of [...this.listeners]) if (event === `change:${key}` || event === "change") callback();
  }

  save_changes() {}

  on(event, callback) {
    this.listeners.push([event, callback]);
  }

  off(event, callback) {
    this.listeners = this.listeners.filter(([known, called]) => known !== event || (callback && called !== callback));
  }
}

// "// course-module: utils/widgets/static/x.js" or "/* course-style: utils/widgets/static/x.css */" -> the file's name.
const nameIn = (reference) => reference.split("\n")[0].replace(/^.*?: /, "").replace(/ \*\/$/, "");
const addressOf = (name) => new URL(`widgets/${name.replaceAll("/", ".")}`, BESIDE).href;

function textOf(name) {
  return new Promise((resolve, reject) => {
    arrived[name] = resolve;
    document.head.append(Object.assign(document.createElement("script"), { src: addressOf(name), onerror: reject }));
  });
}

// The address under which a module can be imported, once all that it imports from beside it can.
function moduleOf(name) {
  if (!loading.has(name)) loading.set(name, textOf(name).then((text) => publish(name, text)));
  return loading.get(name);
}

async function publish(name, text) {
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  const needed = [...new Set([...text.matchAll(IMPORTED)].map(([, file]) => file))];
  const places = await Promise.all(needed.map((file) => moduleOf(folder + file)));
  const linked = text.replaceAll(IMPORTED, (_, file) => `from "${places[needed.indexOf(file)]}"`);
  return URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
}

function dress(name) {
  if (loading.has(name)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: addressOf(name) }));
  loading.set(name, true);
}

async function awaken(view, models) {
  const { state } = models[JSON.parse(view.textContent).model_id];
  const area = Object.assign(document.createElement("div"), { className: "widget-subarea" });
  const el = area.appendChild(document.createElement("div"));
  view.after(area);
  if (state._css) nameIn(state._css).split(" ").forEach(dress);
  const module = await import(await moduleOf(nameIn(state._esm)));
  await module.default.render({ model: new Model(state), el });
}

document.addEventListener("DOMContentLoaded", () => {
  const stored = document.querySelector(STATE);
  if (!stored) return;
  const models = JSON.parse(stored.textContent).state;
  for (const view of document.querySelectorAll(VIEW)) awaken(view, models);
});
