// Scripts of the page's frame that may come after the page itself.

/** Run them in their order; done when the last one ran, or could not be loaded. */
export async function runLateScripts(): Promise<void> {
  const all = [...document.querySelectorAll<HTMLScriptElement>("script[data-xr-late]")].map(
    (waiting) =>
      new Promise<void>((resolve) => {
        const script = document.createElement("script");
        script.src = waiting.src;
        script.async = false;
        script.onload = script.onerror = resolve as () => void;
        waiting.replaceWith(script);
      }),
  );
  await Promise.all(all);
}
