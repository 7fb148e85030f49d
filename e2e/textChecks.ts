/** Faults of the texts on the screen: cut off, covered by each other, or in the wrong language. */
import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";

/**
 * Finds texts that overflow the page or a box that clips, and texts that overlap. Exempt are scrollable
 * parts, formulas, and texts for screen readers alone.
 */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Half a pixel of rounding on either side. */
    const SLACK_PX = 1;
    /** The visible region inside an element's ancestors, and whether the element floats above the rest. */
    interface Surroundings {
      /** Edges of the boxes that clip: text must end within. */
      readonly left: number;
      readonly right: number;
      /** Edges of those and of the boxes that scroll: what lies outside is not visible. */
      readonly seen: readonly [left: number, top: number, right: number, bottom: number];
      readonly canScroll: boolean;
      readonly layer: Element | null;
      readonly isForEyes: boolean;
    }
    const known = new Map<Element, Surroundings>();
    const OPEN: Surroundings = {
      left: -Infinity,
      right: Infinity,
      seen: [-Infinity, -Infinity, Infinity, Infinity],
      canScroll: false,
      layer: null,
      isForEyes: true,
    };
    function surroundingsOf(element: Element | null): Surroundings {
      if (element === null || element === document.body) return OPEN;
      const before = known.get(element);
      if (before !== undefined) return before;
      const { overflowX, overflowY, position, zIndex, clipPath, textOverflow } = getComputedStyle(element);
      const isApart = position === "fixed" || element.tagName === "DIALOG";
      const outer = isApart ? OPEN : surroundingsOf(element.parentElement);
      const { left, top, right, bottom } = element.getBoundingClientRect();
      // An ellipsis itself shows that the text goes on.
      const hides = (overflowX === "hidden" || overflowX === "clip") && textOverflow === "clip";
      const scrolls = overflowX === "auto" || overflowX === "scroll";
      const [l, t, r, b] = outer.seen;
      const around: Surroundings = {
        // The region to the left of a scroll box's start cannot be scrolled to.
        left: hides ? Math.max(outer.left, left) : scrolls ? left - element.scrollLeft : outer.left,
        right: hides ? Math.min(outer.right, right) : scrolls ? Infinity : outer.right,
        seen: [
          overflowX === "visible" ? l : Math.max(l, left),
          overflowY === "visible" ? t : Math.max(t, top),
          overflowX === "visible" ? r : Math.min(r, right),
          overflowY === "visible" ? b : Math.min(b, bottom),
        ],
        canScroll: scrolls || (overflowX !== "visible" && textOverflow !== "clip") || outer.canScroll,
        layer:
          isApart || position === "sticky" || (position === "absolute" && zIndex !== "auto")
            ? element
            : outer.layer,
        isForEyes: outer.isForEyes && clipPath === "none",
      };
      known.set(element, around);
      return around;
    }

    interface Piece {
      readonly text: string;
      readonly element: Element;
      readonly box: readonly [left: number, top: number, right: number, bottom: number];
      readonly layer: Element | null;
    }
    const faults = new Set<string>();
    const pieces: Piece[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? "").trim().slice(0, 40);
      if (
        element === null ||
        text === "" ||
        element.closest(".katex, option, script, style, template, textarea") !== null
      )
        continue;
      const around = surroundingsOf(element);
      if (!around.isForEyes || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        continue;
      range.selectNodeContents(node);
      for (const { left, top, right, bottom } of range.getClientRects()) {
        if (right - left < 1 || bottom - top < 1) continue;
        const where = `“${text}” in ${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
        if (right > around.right + SLACK_PX || left < around.left - SLACK_PX)
          faults.add(`${where} is cut off`);
        else if (!around.canScroll && bottom > 0 && (right > innerWidth + SLACK_PX || left < -SLACK_PX))
          faults.add(`${where} sticks out of the page`);
        const [l, t, r, b] = around.seen;
        const box = [Math.max(l, left), Math.max(t, top), Math.min(r, right), Math.min(b, bottom)] as const;
        if (box[2] > box[0] && box[3] > box[1]) pieces.push({ text, element, box, layer: around.layer });
      }
    }
    pieces.sort((a, b) => a.box[1] - b.box[1]);
    for (const [index, { text, element, box, layer }] of pieces.entries()) {
      for (let other = index + 1; other < pieces.length; other++) {
        const next = pieces[other];
        // Line boxes of neighbouring lines may touch; overlapping letters share more.
        if (next === undefined || next.box[1] > box[3] - 3) break;
        if (next.layer !== layer || next.element === element) continue;
        const width = Math.min(box[2], next.box[2]) - Math.max(box[0], next.box[0]);
        const height = Math.min(box[3], next.box[3]) - next.box[1];
        const least = Math.min(box[3] - box[1], next.box[3] - next.box[1]);
        if (width > 2 && height > least / 3) faults.add(`“${text}” lies on “${next.text}”`);
      }
    }
    return [...faults];
  });
}

/**
 * Latin words on a Chinese screen that are not names or terms of the field; texts,
 * accessible names and hints alike.
 */
export async function foreignTexts(page: Page): Promise<string[]> {
  // Until a formula is typeset, its source stands there in plain letters.
  await expect(page.locator('[data-typeset="not-yet"]')).toHaveCount(0);
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (
        element === null ||
        element.closest(".katex, script, style, template, noscript, [lang=en], textarea, code") !== null
      )
        continue;
      found.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("*")) {
      if (element.closest("[lang=en], .katex") !== null) continue;
      for (const name of [
        "aria-label",
        "title",
        "placeholder",
        "alt",
        "aria-valuetext",
        "aria-description",
      ]) {
        const text = element.getAttribute(name);
        if (text !== null) found.push(text);
      }
    }
    return found;
  });
  const suspects = texts.filter((text) => {
    // Addresses, links, code and the paths of layers in a file are the same in every language; sources are
    // cited as they were published.
    const words =
      text
        .replace(/https?:\S+|#v=\S+|出处：.*|^[^\u4e00-\u9fff]*\b(?:19|20)\d\d\b[^\u4e00-\u9fff]*$/g, " ")
        .replace(/\w+\([^)]*\)|\w+='[^']*'|\b\w*_\w*\b|\w+(?:\.\w+){3,}/g, " ")
        .match(/[A-Za-z]{2,}/g) ?? [];
    return words.some((word) => !FIELD_TERMS.has(word));
  });
  return [...new Set(suspects.map((text) => text.trim().slice(0, 100)))];
}

/** Names, formats and terms that Chinese texts of the field write in Latin letters. */
const FIELD_TERMS: ReadonlySet<string> = new Set(
  (
    "Initscope Alpha alpha ReLU Leaky ELU SELU GELU SiLU Swish Mish Softplus softplus Sigmoid sigmoid Tanh tanh Hard Softsign softsign Erf erf " +
    "He Xavier LeCun Glorot LSUV Fixup Dropout dropout logit logits Wg Wv softmax RMS BN Kaiming Marchenko-Pastur Marchenko Pastur " +
    "NumPy Python py ipynb initscope initscope.py PyTorch nn.Linear nn Linear Keras Dense JAX Flax TensorFlow TensorFlow.js js leCunNormal Theano Playground Transformer BERT GPT " +
    "MB safetensors npy npz pt pth zip MLP LoRA LayerScale Megatron NeoX small init Wang OLMo Mitchell nanochat Llama torchtitan ViT timm PPO SB CleanRL SIREN " +
    "Caffe RandomNormal WASM SIMD GPU WebGPU WebGL JSON CSV SVG PNG HTML QR PDF Epsilon Gamma Beta gamma Inf NaN std log ln Var dL da dz dW max min " +
    "Markdown PReLU float bfloat Esc Tab GFLOP GiB Home End JavaScript id answer in out LSTM GRU MSRA DRN SGD DeepNorm Pre Post pre post norm " +
    // People, works and code that the misprints quote.
    "Yang Balduzzi Xu Bengio Martens Sutskever Ioffe Szegedy Structural Dumping structural damping teacher forcing Delving Deep into Rectifiers into " +
    "Megatron NeoX GPT-NeoX Llama nanochat ViT LayerScale CaiT PPO PINN SIREN SwiGLU ReZero grokking Power Liu Nesterov RMSprop Adam AdamW muP Least Square Usage Variance Mean Shift Activation tf get variable dims xavier initializer dtype contrib"
  ).split(" "),
);
