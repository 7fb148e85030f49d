/** Width: a slider for one number, and a field that also takes a list of widths, one per layer. */
import { useId, useState } from "react";
import { LIMITS } from "../../experiment/config.ts";
import { useText } from "../../i18n/text.ts";
import { useIsDisabled } from "../../ui/disabled.ts";
import { cx } from "../../ui/cx.ts";
import controls from "../../ui/controls.module.css";
import { Button } from "../../ui/Button.tsx";
import { Range } from "../../ui/Slider.tsx";
import type { SliderScale } from "../../ui/sliderScale.ts";
import { useSettings } from "./useConfig.ts";
import { chainText, parseWidths, textbookReading, fieldText } from "./widths.ts";
import styles from "./WidthControl.module.css";

const SCALE: SliderScale = {
  kind: "log",
  min: LIMITS.width.min,
  max: LIMITS.width.max,
  step: 1,
  isInteger: true,
};

export function WidthControl() {
  const isDisabled = useIsDisabled();
  const t = useText();
  const { config, changeConfig } = useSettings("width", "inputWidth");
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const id = useId();
  const noticeId = useId();
  const { width } = config;
  const isList = typeof width !== "number";
  const textbook = textbookReading(config);

  function commit(text: string): void {
    setDraft(null);
    const parsed = parseWidths(text);
    setRefused(parsed === null ? text.trim() : null);
    if (parsed !== null && fieldText({ ...config, ...parsed }) !== fieldText(config)) changeConfig(parsed);
  }

  function step(by: number): void {
    if (!isList) changeConfig({ width: Math.min(SCALE.max, Math.max(SCALE.min, width + by)) });
  }

  return (
    <div className={cx(controls.row, isList && controls.wide)}>
      <label className={controls.label} htmlFor={id}>
        {t("control.width")}
      </label>
      {!isList && (
        <Range
          id={id}
          value={width}
          scale={SCALE}
          valueText={t("valueText.width", { value: width })}
          onChange={(value) => changeConfig({ width: value })}
        />
      )}
      <input
        {...(isList ? { id } : {})}
        className={controls.field}
        disabled={isDisabled}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={t("control.width")}
        {...(refused === null ? { title: t("control.widthHint") } : { "aria-describedby": noticeId })}
        value={draft ?? fieldText(config)}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setRefused(null);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => {
          if (draft !== null) commit(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
          else if (event.key === "Escape") setDraft(null);
          else if (!isList && draft === null && event.key === "ArrowUp") step(1);
          else if (!isList && draft === null && event.key === "ArrowDown") step(-1);
        }}
      />
      {isList && (
        <p className={styles.chain}>
          {t("widths.chain")}: {chainText(config)}
        </p>
      )}
      {textbook !== null && isList && (
        <Button
          variant="outline"
          className={styles.textbook}
          title={t("widths.textbookNote", { layers: textbook.depth ?? 1 })}
          onClick={() => changeConfig(textbook)}
        >
          {t("widths.textbook", { input: textbook.inputWidth ?? 1 })}
        </Button>
      )}
      <output className={controls.notice}>
        {refused !== null && (
          <span id={noticeId}>{t("field.noWidths", { given: refused, used: fieldText(config) })}</span>
        )}
      </output>
    </div>
  );
}
