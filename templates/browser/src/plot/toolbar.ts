// Controls of a group of charts: log scale, smoothing, reset.
import { button, el, fill } from "../core/dom";
import type { ChartGroup } from "./group";

export function mountToolbar(bar: HTMLElement, group: ChartGroup): void {
  const log = button("Log y", () => {
    group.setLogY(!group.settings.logY);
    log.setAttribute("aria-pressed", String(group.settings.logY));
  }, { "aria-pressed": "false", title: "Logarithmic y axis; values of 0 and below are left out" });

  const shown = el("output", {}, "off");
  const slider = el("input", { type: "range", min: 0, max: 0.99, step: 0.01, value: 0, "aria-label": "Smoothing" });
  slider.addEventListener("input", () => {
    const weight = Number(slider.value);
    group.setSmoothing(weight);
    shown.textContent = weight > 0 ? weight.toFixed(2) : "off";
  });
  const smoothing = el("label", { title: "Exponential moving average, debiased; the raw values stay visible beneath" }, "Smoothing", slider, shown);

  const reset = button("Reset zoom", () => group.setZoom(null), { disabled: true, title: "Also: double click in a chart" });
  group.onZoom = (zoom) => (reset.disabled = zoom === null);

  fill(bar, log, smoothing, reset);
  fill(bar, el("span", { class: "xr-muted xr-hide-phone" }, "Drag to zoom, double click to reset."));
}
