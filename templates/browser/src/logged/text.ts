// Texts of a step.
import { copyAndSay } from "../core/copy";
import { button, el } from "../core/dom";
import type { TextEntry } from "../core/shapes/logged";
import type { Frame, Show } from "./frames";

export function textViewer(body: HTMLElement, frames: readonly Frame<TextEntry>[]): Show {
  const host = el("div");
  let shown = "";
  const wrap = button(
    "Wrap",
    () => {
      const on = body.toggleAttribute("data-nowrap");
      wrap.setAttribute("aria-pressed", String(!on));
    },
    { "aria-pressed": "true" },
  );
  body.append(
    el(
      "div",
      { class: "xr-toolbar" },
      wrap,
      button("Copy", () => copyAndSay(shown)),
    ),
    host,
  );
  return (index) => {
    const texts = (frames[index]?.entries ?? []).map(({ text }) => text);
    shown = texts.join("\n\n");
    host.replaceChildren(...texts.map((text) => el("pre", { class: "xr-text", tabindex: 0 }, text)));
  };
}
