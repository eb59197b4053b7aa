// Menus that most visits do not open come in a script of their own.
import { loadScript } from "../core/data";
import { el, toast } from "../core/dom";
import type { reportBlock, toCsv, toMarkdown } from "./export";
import type { groupMenu } from "./groupmenu";
import type { headMenu } from "./headmenu";
import type { queryHelp } from "./help";
import type { columnMenu } from "./menu";
import type { metricMenu } from "./metrics";
import { opened } from "./popover";

export interface Menus {
  readonly columnMenu: typeof columnMenu;
  readonly groupMenu: typeof groupMenu;
  readonly headMenu: typeof headMenu;
  readonly metricMenu: typeof metricMenu;
  readonly queryHelp: typeof queryHelp;
  readonly reportBlock: typeof reportBlock;
  readonly toMarkdown: typeof toMarkdown;
  readonly saveCsv: (...shown: Parameters<typeof toCsv>) => void;
}

declare global {
  interface Window {
    xreport_menus?: Menus;
  }
}

/** Do something with them; they are loaded once. */
export function withMenus(act: (menus: Menus) => void): void {
  const loaded = window.xreport_menus ? Promise.resolve() : loadScript("assets/xr/runmenus.js");
  loaded.then(
    () => window.xreport_menus && act(window.xreport_menus),
    () => toast("The menu could not be loaded"),
  );
}

/** What an open panel holds: at once where they are here, else when they came. */
export function fromMenus(make: (menus: Menus) => readonly HTMLElement[]): readonly HTMLElement[] {
  if (window.xreport_menus) return make(window.xreport_menus);
  const place = el("span");
  withMenus((menus) => {
    const panel = place.parentElement;
    if (!panel) return;
    place.replaceWith(...make(menus));
    opened(panel);
  });
  return [place];
}
