// Fingers on a chart. One reads values, or moves a chart that is zoomed; the page scrolls under it as it does elsewhere
// (touch-action in charts.css leaves it up and down). Two zoom and move, a double tap shows everything again.
import type { Steered } from "./hover";
import { drag, type Stretch } from "./stretch";
import type { Extent } from "./view";

const TAP = { ms: 300, pixels: 12, pause: 400 } as const;

interface Hold {
  readonly stretch: Stretch;
  readonly places: Extent;
}

export function mountTouch(chart: Steered): void {
  const { host, group } = chart;
  let hold: Hold | null = null;
  let tapped = -Infinity;
  let pressed: { at: number; x: number; y: number } | null = null;
  let wanted: Extent | null | undefined;

  const grip = (touches: TouchList): void => {
    const stretch = touches.length > 0 ? chart.stretch() : null;
    hold = stretch && { stretch, places: placesOf(touches, chart) };
  };
  const apply = (): void => {
    if (wanted !== undefined) chart.show(wanted);
    wanted = undefined;
  };
  const away = (event: TouchEvent): void => {
    if (host.contains(event.target as Node)) return;
    document.removeEventListener("touchstart", away);
    chart.unpoint();
  };

  host.addEventListener(
    "touchstart",
    (event) => {
      const [touch] = event.targetTouches;
      if (event.targetTouches.length === 1 && touch)
        pressed = { at: event.timeStamp, x: touch.clientX, y: touch.clientY };
      else {
        pressed = null;
        if (event.cancelable) event.preventDefault(); // two fingers are for the chart, not for the page
      }
      grip(event.targetTouches);
    },
    { passive: false },
  );
  host.addEventListener(
    "touchmove",
    (event) => {
      const touches = event.targetTouches;
      const [touch] = touches;
      if (!hold || !touch) return;
      if (pressed && Math.hypot(touch.clientX - pressed.x, touch.clientY - pressed.y) > TAP.pixels) pressed = null;
      if (touches.length === 1 && !group.zoom) {
        chart.pointAt(touch.clientX, touch.clientY);
        document.addEventListener("touchstart", away);
        return;
      }
      if (touches.length > 1 && event.cancelable) event.preventDefault();
      if (pressed) return;
      if (wanted === undefined) requestAnimationFrame(apply);
      wanted = drag(hold.stretch, hold.places, placesOf(touches, chart));
    },
    { passive: false },
  );
  host.addEventListener("touchend", (event) => {
    apply();
    grip(event.targetTouches);
    const tap = pressed !== null && event.timeStamp - pressed.at < TAP.ms;
    pressed = null;
    const twice = tap && event.timeStamp - tapped < TAP.pause;
    tapped = tap && !twice ? event.timeStamp : -Infinity;
    if (twice) group.setZoom(null);
  });
  host.addEventListener("touchcancel", () => {
    apply();
    hold = pressed = null;
  });
}

/** Where the first two fingers are, in shares of the plot's width; a single one holds a full width. */
function placesOf(touches: TouchList, chart: Steered): Extent {
  const [a, b] = [...touches].slice(0, 2).map(({ clientX }) => chart.share(clientX)) as [number, number?];
  return [a, b ?? a + 1];
}
