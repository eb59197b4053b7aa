// Work put off until its place comes near the screen, or onto paper.

/**
 * Call back once for each element, when it comes near the screen; all that wait are called before the page is printed.
 */
export class Lazy {
  private readonly waiting = new Map<Element, () => void>();
  private readonly near: IntersectionObserver;
  private readonly due: Element[] = [];
  private readonly printing = (): void => this.all();

  constructor(margin = 300) {
    this.near = new IntersectionObserver((entries) => this.approach(entries), { rootMargin: `${margin}px` });
    window.addEventListener("beforeprint", this.printing);
  }

  add(element: Element, work: () => void): void {
    if (this.waiting.size === 0) queueMicrotask(() => this.look());
    this.waiting.set(element, work);
    this.near.observe(element);
  }

  all(): void {
    for (const element of [...this.waiting.keys()]) this.call(element);
  }

  private approach(entries: readonly IntersectionObserverEntry[]): void {
    if (this.due.length === 0) setTimeout(() => this.next());
    this.due.push(...entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target));
  }

  /** One at a time: between two the page answers, and shows what is drawn by then. */
  private next(): void {
    const element = this.due.shift();
    if (!element) return;
    this.call(element);
    setTimeout(() => this.next());
  }

  /**
   * The observer tells of what is near only after a frame: the first thing that a page opens with need not wait for
   * one.
   */
  private look(): void {
    const first = [...this.waiting.keys()].find((element) => {
      const { top, bottom, width } = element.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < window.innerHeight;
    });
    if (first) this.call(first);
  }

  destroy(): void {
    this.near.disconnect();
    this.waiting.clear();
    this.due.length = 0;
    window.removeEventListener("beforeprint", this.printing);
  }

  private call(element: Element): void {
    const work = this.waiting.get(element);
    this.waiting.delete(element);
    this.near.unobserve(element);
    work?.();
  }
}
