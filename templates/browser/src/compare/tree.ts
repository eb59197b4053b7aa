// Names with dots as a tree: what shares a beginning stands together under it. Pure.

interface Leaf<T> {
  readonly kind: "leaf";
  readonly name: string;
  readonly depth: number;
  readonly item: T;
}

interface Branch {
  readonly kind: "branch";
  readonly name: string;
  readonly depth: number;
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  items: T[];
}

/** "a.b\.c" is "a" and "b.c". */
export function splitKey(key: string): string[] {
  return key.split(/(?<!\\)\./).map((part) => part.replaceAll("\\.", "."));
}

/** Leaves and the branches that hold two or more of them, in the order in which they first occur. */
export function treeOf<T>(items: readonly T[], keyOf: (item: T) => string): (Leaf<T> | Branch)[] {
  const root: Node<T> = { children: new Map(), items: [] };
  for (const item of items) {
    let node = root;
    for (const part of pathOf(keyOf(item))) {
      const next: Node<T> = node.children.get(part) ?? { children: new Map(), items: [] };
      node.children.set(part, next);
      node = next;
    }
    node.items.push(item);
  }
  return walk(root, "", 0);
}

function pathOf(key: string): string[] {
  const parts = splitKey(key);
  return parts.length > 0 && parts.every((part) => part !== "") ? parts : [key];
}

function walk<T>(node: Node<T>, before: string, depth: number): (Leaf<T> | Branch)[] {
  return [...node.children].flatMap(([part, child]) => {
    const name = before + part;
    const leaves = child.items.map((item): Leaf<T> => ({ kind: "leaf", name, depth, item }));
    if (child.children.size === 0) return leaves;
    // A branch with one twig is no group: its name becomes a part of the twig's.
    if (child.children.size === 1 && leaves.length === 0) return walk(child, `${name}.`, depth);
    return [...leaves, { kind: "branch", name, depth }, ...walk(child, "", depth + 1)];
  });
}
