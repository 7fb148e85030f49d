/**
 * The opening story in place of the verdict: what arrives of the signal, why, and one button that repairs it,
 * upon which the curves move to their new places. Its numbers are those of the run on the screen.
 */
import { formatPercent } from "../../charts/format.ts";
import { patchOf } from "../../experiment/fixes/patches.ts";
import { formatInteger, useLanguage } from "../../i18n/text.ts";
import { useStoryText } from "../../i18n/storyText.ts";
import type { Picture } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { useLockOf } from "../screen.ts";
import { ToneMark } from "../verdict/Verdict.tsx";
import styles from "./Story.module.css";

/** Digits of a number that is said in a sentence. */
const DIGITS = 2;
/** The curves have come to rest after this time; style sheets say the same. */
const MORPH_MS = 1500;

/** What the last layer has of the std of the first, and the factor per layer; null before the run's end. */
function lossOf(picture: Picture | null): { readonly ratio: number; readonly perLayer: number } | null {
  const stds = picture?.layers.map((layer) => layer?.result.tensors.activation?.std ?? NaN) ?? [];
  const ratio = (stds.at(-1) ?? NaN) / (stds[0] ?? NaN);
  return Number.isFinite(ratio) ? { ratio, perLayer: ratio ** (1 / (stds.length - 1)) } : null;
}

/** Lets the curves move instead of jump, for as long as they need. */
function morphCurves(): void {
  const screen = document.querySelector<HTMLElement>("#figures");
  if (screen === null) return;
  screen.dataset["morph"] = "";
  setTimeout(() => delete screen.dataset["morph"], MORPH_MS);
}

export function Story() {
  const s = useStoryText();
  const language = useLanguage();
  const picture = useAppStore((state) => state.picture);
  const config = useAppStore((state) => state.config);
  const changeConfig = useAppStore((state) => state.changeConfig);
  const lockOf = useLockOf();
  const loss = lossOf(picture);
  const patch = patchOf("he_normal", config);
  return (
    <section className={styles.story}>
      <div className={styles.words}>
        <p className={styles.arrives}>
          <ToneMark tone="bad" />
          {loss !== null &&
            s("arrives", { parts: formatInteger(language, Number((1 / loss.ratio).toPrecision(DIGITS))) })}
        </p>
        <p>{loss !== null && s("why", { percent: formatPercent(loss.perLayer) })}</p>
      </div>
      <Button
        variant="solid"
        className={styles.fix}
        {...lockOf(patch, "fixes")}
        onClick={() => {
          morphCurves();
          changeConfig(patch);
        }}
      >
        {s("fix")}
      </Button>
    </section>
  );
}
