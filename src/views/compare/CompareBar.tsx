/** The compared experiments in words: how each differs, its verdict, and its commands. */
import { useMemo, useState } from "react";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { useCompareText } from "../../i18n/compareText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import { verdictTranslator } from "../../i18n/verdictText.ts";
import { useAppStore } from "../../store/store.ts";
import type { Picture, PinnedRun } from "../../store/state.ts";
import { Button } from "../../ui/Button.tsx";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { useCalm } from "../../ui/useCalm.ts";
import { useLockOf } from "../screen.ts";
import { pictureCells } from "../picture/data/cells.ts";
import { JUDGE_EVERY_MS } from "../verdict/useVerdict.tsx";
import { ToneMark } from "../verdict/Verdict.tsx";
import { diagnosisOf } from "../verdict/judge.ts";
import { verdictText } from "../verdict/verdictText.ts";
import type { VerdictWords } from "../verdict/verdictText.ts";
import styles from "./CompareBar.module.css";
import { differenceText } from "./difference.ts";
import { MOST_PINS, PIN_LETTERS } from "./letters.ts";
import { factorsText } from "./PairCharts.tsx";

const diagnoses = new WeakMap<Picture, ReturnType<typeof diagnosisOf>>();

/** The verdict on a finished picture. Pictures do not change, so each is judged once. */
function useWords(picture: Picture | null): VerdictWords | null {
  const language = useLanguage();
  if (picture === null || !picture.isComplete) return null;
  const known = diagnoses.get(picture);
  const diagnosis = known === undefined ? diagnosisOf(picture) : known;
  diagnoses.set(picture, diagnosis);
  return diagnosis === null ? null : verdictText(diagnosis, picture.config, verdictTranslator(language));
}

/** The result of a pinned run, or the reason why there is none. */
function PinnedVerdict({
  pin,
  run,
}: {
  readonly pin: ExperimentConfig;
  readonly run: PinnedRun | undefined;
}) {
  const t = useText();
  const c = useCompareText();
  const verdict = useWords(run?.picture ?? null);
  if (verdict === null) {
    const words = run?.run.kind === "failed" ? t(`error.${run.run.code}`) : c("running");
    return (
      <span className={styles.sentence}>{run?.run.kind === "cancelled" ? t("error.cancelled") : words}</span>
    );
  }
  // One verdict is told in full, that of B above the charts; this one in a word.
  const { title, sentence, tone } = verdict;
  const used = run?.picture?.batch ?? pin.batch;
  return (
    <>
      <ToneMark tone={tone} />
      <strong title={sentence}>{title}</strong>
      {used < pin.batch && (
        <span className={styles.sentence}> ({c("cut", { used, wanted: pin.batch })})</span>
      )}
    </>
  );
}

function Layout() {
  const c = useCompareText();
  const isSideBySide = useAppStore((state) => state.view.isSideBySide);
  const changeView = useAppStore((state) => state.changeView);
  return (
    <RadioGroup
      variant="bare"
      label={c("layout")}
      value={isSideBySide ? "columns" : "overlay"}
      options={(["overlay", "columns"] as const).map((id) => ({
        id,
        label: c(`layout.${id}`),
        title: c(`layout.${id}.title`),
      }))}
      onChange={(id) => changeView({ isSideBySide: id === "columns" })}
    />
  );
}

/** What B is, whose verdict stands above the charts, and how it drifts apart from A. */
function PresentFacts() {
  const c = useCompareText();
  const newest = useAppStore((state) => state.picture);
  const newestFirst = useAppStore((state) => state.pinned[0]?.picture ?? null);
  // Both must belong to one moment, also when A and B change places.
  const both = useMemo(() => ({ picture: newest, first: newestFirst }), [newest, newestFirst]);
  const { picture, first } = useCalm(both, JUDGE_EVERY_MS);
  const [complete, setComplete] = useState<Picture | null>(null);
  // The words of the picture before stay until there are new ones.
  if (picture !== null && picture.isComplete && picture !== complete) setComplete(picture);
  const factors =
    complete === null || first === null ? null : factorsText(pictureCells(complete), pictureCells(first), c);
  return (
    <>
      <span className={styles.sentence}>{c("present")}</span> <strong>{factors}</strong>
    </>
  );
}

/** The row of a pinned experiment. */
function PinnedRow({ index, name }: { readonly index: number; readonly name: string }) {
  const c = useCompareText();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const run = useAppStore((state) => state.pinned[index]);
  const compare = useAppStore((state) => state.compare);
  const lockOf = useLockOf();
  const pin = pins[index];
  if (pin === undefined) return null;
  const letter = PIN_LETTERS[index] ?? "";
  const others = pins.filter((_, at) => at !== index);
  return (
    <li className={styles.run}>
      <span className={styles.letter}>{letter}</span>
      <span className={styles.name}>{name}</span>
      <p className={styles.verdict}>
        <PinnedVerdict pin={pin} run={run} />
      </p>
      <span className={styles.actions}>
        <Button
          {...lockOf(pin, "compare")}
          aria-label={c("swap.name", { letter })}
          title={c("swap.title", { letter })}
          onClick={() =>
            compare(
              pins.map((other, at) => (at === index ? config : other)),
              pin,
            )
          }
        >
          {c("swap")}
        </Button>
        <Button
          {...lockOf(pin, "compare")}
          aria-label={c("adopt.name", { letter })}
          title={c("adopt.title", { letter })}
          onClick={() => compare(others, pin)}
        >
          {c("adopt")}
        </Button>
        <Button
          {...lockOf({}, "compare")}
          aria-label={c("unpin.name", { letter })}
          title={c("unpin.title", { letter })}
          onClick={() => compare(others)}
        >
          {c("unpin")}
        </Button>
      </span>
    </li>
  );
}

/** The row of the experiment that the controls change. */
function PresentRow({ name }: { readonly name: string }) {
  const c = useCompareText();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const compare = useAppStore((state) => state.compare);
  const lockOf = useLockOf();
  return (
    <li className={styles.run}>
      <span className={styles.letter}>B</span>
      <span className={styles.name}>{name}</span>
      <p className={styles.verdict}>
        <PresentFacts />
      </p>
      <span className={styles.actions}>
        {pins.length === 1 && <Layout />}
        {pins.length < MOST_PINS && (
          <Button
            title={c("pin.title", { letter: PIN_LETTERS[pins.length] ?? "" })}
            {...lockOf({}, "compare")}
            onClick={() => compare([...pins, config])}
          >
            {c("pin", { letter: PIN_LETTERS[pins.length] ?? "" })}
          </Button>
        )}
      </span>
    </li>
  );
}

/** The bar over the charts: A, B and, where there are more, C and D. */
export function CompareBar() {
  const t = useText();
  const c = useCompareText();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const all = [config, ...pins];
  const nameOf = (own: ExperimentConfig): string => differenceText(own, all, t) || c("same");
  const [first, ...more] = pins.map((pin, index) => (
    <PinnedRow key={PIN_LETTERS[index]} index={index} name={nameOf(pin)} />
  ));
  return (
    <section className={styles.bar} aria-label={c("title")}>
      <ul>
        {first}
        <PresentRow name={nameOf(config)} />
        {more}
      </ul>
      {/* With a third network its room goes to the charts. */}
      {pins.length === 1 && <p className={styles.hint}>{c("hint")}</p>}
    </section>
  );
}
