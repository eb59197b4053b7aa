// What works on every page, and the sheet that lists it.
import { button, el } from "./dom";
import { isTyping, KeyReader, register, shortcuts } from "./keys";
import { root } from "./page";

const PLACES: readonly (readonly [string, string, string])[] = [
  ["g h", "Go to the home page", "index.html"],
  ["g r", "Go to the runs", "runs.html"],
  ["g c", "Go to comparing", "compare.html"],
  ["g e", "Go to exploring", "explore.html"],
];

export function mountShortcuts(): void {
  register("?", "Show this list", () => showSheet());
  register("/", "Search the site", focusSearch);
  for (const [keys, what, page] of PLACES) register(keys, what, () => location.assign(root() + page));
  register("t", "Switch between light and dark", switchScheme);
  const reader = new KeyReader(shortcuts);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return; // Escape is the dialog's own
    const found = reader.press(event.key, event.timeStamp);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

function focusSearch(): void {
  const inputs = document.querySelectorAll<HTMLInputElement>("input[data-xr-search]");
  const visible = [...inputs].find((input) => input.offsetParent !== null);
  visible?.focus();
  visible?.select();
}

/** The theme's own switch, which keeps what was chosen; one of its choices may look like the one in force. */
function switchScheme(): void {
  const options = [...document.querySelectorAll<HTMLInputElement>("input[name=__palette]")];
  const now = document.body.getAttribute("data-md-color-scheme");
  options.find((option) => option.getAttribute("data-md-color-scheme") !== now)?.click();
}

function showSheet(): void {
  const rows = shortcuts().map(({ keys, what }) => el("div", {}, el("dt", {}, ...keyCaps(keys)), el("dd", {}, what)));
  const close = button("Close", () => sheet.close());
  const title = el("h2", { id: "xr-keys-title" }, "Keyboard shortcuts");
  const sheet = el(
    "dialog",
    { class: "xr-keys", "aria-labelledby": "xr-keys-title" },
    title,
    el("dl", {}, ...rows),
    close,
  );
  sheet.addEventListener("close", () => sheet.remove());
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) sheet.close();
  });
  document.body.append(sheet);
  sheet.showModal();
}

function keyCaps(keys: string): HTMLElement[] {
  return keys.split(" ").map((key) => el("kbd", {}, key));
}
