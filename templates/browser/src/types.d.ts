// sortablejs carries no types; it is only handed to SlickGrid.
declare module "sortablejs" {
  const Sortable: unknown;
  export default Sortable;
}
