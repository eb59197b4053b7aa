// Long texts behind a summary (a console, a diff): a copy button, and consoles open at their end.
import { copyAndSay } from "../core/copy";
import { button } from "../core/dom";

export function mountTails(): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>(".xr-page details")) {
    const pre = details.querySelector<HTMLElement>(":scope > pre.xr-text");
    if (!pre) continue;
    const end = button("Scroll to end", () => (pre.scrollTop = pre.scrollHeight));
    const bar = document.createElement("div");
    bar.className = "xr-toolbar xr-tail";
    bar.append(
      button("Copy", () => copyAndSay(pre.textContent ?? "")),
      end,
    );
    pre.before(bar);
    const show = (): void => {
      end.hidden = pre.scrollHeight <= pre.clientHeight + 1;
      pre.scrollTop = pre.scrollHeight;
    };
    details.addEventListener("toggle", () => details.open && show());
    if (details.open) show();
  }
}
