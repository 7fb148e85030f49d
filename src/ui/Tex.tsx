/**
 * A formula. KaTeX and its style sheet are fetched when the first formula is shown; until
 * then the text stands there.
 */
import { useEffect, useRef, useState } from "react";
import type katex from "katex";
import { isTypesettable } from "./texLimits.ts";

let loading: Promise<typeof katex> | null = null;

/** Fetches the typesetter once. */
function loadKatex(): Promise<typeof katex> {
  loading ??= Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(
    ([module]) => module.default,
  );
  return loading;
}

/**
 * A formula may come from a teacher's file: it gets no commands that reach outside (`trust` is off by
 * default), no sizes that cover the page, and words of any language in it are no reason to complain.
 */
const OPTIONS = { throwOnError: false, output: "htmlAndMathml", strict: "ignore", maxSize: 20 } as const;

interface TexProps {
  readonly tex: string;
  /** Shown while the typesetter is on its way, and for good where it cannot be had. */
  readonly fallback: string;
  readonly className?: string | undefined;
}

export function Tex({ tex, fallback, className }: TexProps) {
  const ref = useRef<HTMLSpanElement>(null);
  const [renderer, setRenderer] = useState<typeof katex | null>(null);

  useEffect(() => {
    let isGone = false;
    loadKatex().then(
      (loaded) => {
        if (!isGone) setRenderer(() => loaded);
      },
      () => {
        // Offline before the first visit was complete: the plain text stays, and the
        // next formula tries again.
        loading = null;
      },
    );
    return () => {
      isGone = true;
    };
  }, []);

  // KaTeX builds nodes rather than markup here, so no inline style has to pass a content
  // security policy as text.
  useEffect(() => {
    if (ref.current === null || renderer === null) return;
    renderer.render(tex, ref.current, OPTIONS);
  }, [tex, renderer]);

  return renderer === null || !isTypesettable(tex) ? (
    <span className={className} data-typeset={renderer === null ? "not-yet" : undefined}>
      {fallback}
    </span>
  ) : (
    <span key="typeset" ref={ref} className={className} />
  );
}
