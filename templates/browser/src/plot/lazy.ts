// Work put off until its place comes near the screen, or onto paper.

/** Call back once for each element, when it comes near the screen; all that wait are called before the page is printed. */
export class Lazy {
  private readonly waiting = new Map<Element, () => void>();
  private readonly near: IntersectionObserver;
  private readonly printing = (): void => this.all();

  constructor(margin = "300px") {
    this.near = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && this.call(entry.target)), { rootMargin: margin });
    window.addEventListener("beforeprint", this.printing);
  }

  add(element: Element, work: () => void): void {
    this.waiting.set(element, work);
    this.near.observe(element);
  }

  all(): void {
    for (const element of [...this.waiting.keys()]) this.call(element);
  }

  destroy(): void {
    this.near.disconnect();
    this.waiting.clear();
    window.removeEventListener("beforeprint", this.printing);
  }

  private call(element: Element): void {
    const work = this.waiting.get(element);
    this.waiting.delete(element);
    this.near.unobserve(element);
    work?.();
  }
}
