// Two texts line by line. Pure.

export interface Line {
  readonly text: string;
  /** Whether the other text has it too, at this place. */
  readonly same: boolean;
}

/** Beyond so many pairs of lines the order of lines is not looked at, only whether the other text has them at all. */
const MOST_PAIRS = 4_000_000;

/**
 * The lines of a text, marked by whether they are part of what it has in common with another (longest common
 * subsequence).
 */
export function compareLines(text: string, other: string): Line[] {
  const here = linesOf(text);
  const there = linesOf(other);
  let start = 0;
  while (start < here.length && start < there.length && here[start] === there[start]) start += 1;
  let end = 0;
  while (
    end < here.length - start &&
    end < there.length - start &&
    here[here.length - 1 - end] === there[there.length - 1 - end]
  )
    end += 1;
  const middle = common(here.slice(start, here.length - end), there.slice(start, there.length - end));
  return here.map((line, index) => ({
    text: line,
    same: index < start || index >= here.length - end || (middle[index - start] ?? false),
  }));
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

/** For each of the first lines whether it is part of the longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): boolean[] {
  if (a.length * b.length > MOST_PAIRS) {
    const known = new Set(b);
    return a.map((line) => known.has(line));
  }
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j]
          ? (lengths[at + width + 1] as number) + 1
          : Math.max(lengths[at + width] as number, lengths[at + 1] as number);
    }
  }
  const same = a.map(() => false);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      same[i] = true;
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number)) i += 1;
    else j += 1;
  }
  return same;
}
