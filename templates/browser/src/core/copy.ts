// Copy buttons: [data-xr-copy] copies its value, or the text of the element it names (#id), or of the code beside it.
import { toast } from "./dom";

function copyText(text: string): Promise<void> {
  // The asynchronous clipboard is missing from file:// in some browsers: the older way works in all.
  const modern = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
  return modern.catch(() => copyBySelection(text));
}

function copyBySelection(text: string): void {
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("the browser did not allow copying");
}

export function copyAndSay(text: string, said = "Copied"): void {
  copyText(text).then(
    () => toast(said),
    () => toast("Copying is not allowed here: select the text and copy it by hand"),
  );
}

export function mountCopyButtons(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-xr-copy]") : null;
    if (target) copyAndSay(wanted(target));
  });
}

function wanted(target: HTMLElement): string {
  const value = target.dataset.xrCopy ?? "";
  const named = value.startsWith("#") ? document.getElementById(value.slice(1)) : null;
  if (named) return named.textContent?.trim() ?? "";
  return value || (target.parentElement?.querySelector("code")?.textContent?.trim() ?? "");
}
