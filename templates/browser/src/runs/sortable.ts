// SlickGrid expects SortableJS as a global, for dragging columns into another order.
import Sortable from "sortablejs";

Object.assign(globalThis, { Sortable });
