// Menus that most visits do not open come in a script of their own.
import { loadScript } from "../core/data";
import { toast } from "../core/dom";
import type { reportBlock, toCsv, toMarkdown } from "./export";
import type { headMenu } from "./headmenu";
import type { queryHelp } from "./help";

export interface Menus {
  readonly headMenu: typeof headMenu;
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
