// SlickGrid's module expects a global Sortable: esbuild puts this import wherever that name is used (see build.mjs).
import Sortable from "sortablejs";

export { Sortable };
