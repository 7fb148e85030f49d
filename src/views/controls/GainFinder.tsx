/** The gains that hold the signal and the gradient of the chosen activation, each set by one press. */
import { useId, useState } from "react";
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import type { InitializerEntry } from "../../catalog/initializers.ts";
import { formatNumber, formatShare } from "../../charts/format.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { activationParameterOf, chosenActivation } from "../../experiment/layerSettings.ts";
import { gainsOf } from "../../experiment/theory/gains.ts";
import { useGainsText } from "../../i18n/gainsText.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import styles from "./GainFinder.module.css";
import { useConfig } from "./useConfig.ts";

/** Digits that a link keeps. */
const short = (value: number): number => Number(value.toPrecision(6));

/** Largest gain of a control; a larger one is the std of a mean-field law. */
const LARGEST_GAIN = 10;

/** Weights N(0, g^2 / n): the present initialiser if it has a gain, else He's. */
function patchOf({ initializer, initializerParameters }: ExperimentConfig, gain: number) {
  if (gain > LARGEST_GAIN)
    return { initializer: "mean_field", initializerParameters: { std: gain } } as const;
  const entry: InitializerEntry = initializerById(initializer);
  const hasGain = entry.group === "scaled" || entry.id === "orthogonal";
  return hasGain && entry.parameters.some(({ key }) => key === "gain")
    ? { initializerParameters: { ...initializerParameters, gain } }
    : ({ initializer: "he_normal", initializerOptions: {}, initializerParameters: { gain } } as const);
}

/** Whether a change would change nothing. */
function isDone(config: ExperimentConfig, patch: Partial<ExperimentConfig>): boolean {
  return Object.entries(patch).every(
    ([key, value]) => JSON.stringify(config[key as keyof ExperimentConfig]) === JSON.stringify(value),
  );
}

export function GainFinder() {
  const t = useText();
  const g = useGainsText();
  const id = useId();
  const { config, changeConfig } = useConfig();
  const [variance, setVariance] = useState(1);
  const activation = chosenActivation(config);
  const gains = gainsOf(
    { activation, activationParameter: activationParameterOf(config, activation) },
    variance,
  );
  const { forward, backward, critical, fixedPoint } = gains;

  const press = (name: string, patch: Partial<ExperimentConfig>) => (
    <Button
      variant="outline"
      aria-label={name}
      aria-pressed={isDone(config, patch)}
      onClick={() => changeConfig(patch)}
    >
      {g("use")}
    </Button>
  );
  const gainRow = (key: "forward" | "backward", value: number) => (
    <>
      <span>{g(key)}</span>
      <span className={styles.value}>{formatNumber(value, 4)}</span>
      {press(g("use.gain", { value: formatNumber(value, 4) }), patchOf(config, short(value)))}
    </>
  );
  return (
    <>
      <p className={styles.words}>{g("about", { activation: t.nameOf(activationById(activation).label) })}</p>
      <div className={styles.gains}>
        <label htmlFor={id}>{g("variance")}</label>
        <NumberField
          id={id}
          className={styles.wide}
          label={g("variance")}
          value={variance}
          min={1e-6}
          max={1e6}
          step={0.1}
          isInteger={false}
          onChange={setVariance}
        />
        {gainRow("forward", forward)}
        {gainRow("backward", backward)}
        <span>{g("critical")}</span>
        {critical === null ? (
          <span className={styles.note}>{g("none")}</span>
        ) : (
          <>
            <span className={styles.value}>
              σ<sub>w</sub> {formatNumber(critical.weightStd, 4)}
              <br />σ<sub>b</sub> {formatNumber(critical.biasStd, 3)}
            </span>
            {press(
              g("use.critical", {
                weight: formatNumber(critical.weightStd, 4),
                bias: formatNumber(critical.biasStd, 3),
              }),
              {
                initializer: "mean_field",
                initializerParameters: { std: short(critical.weightStd) },
                biasStd: short(critical.biasStd),
              },
            )}
          </>
        )}
      </div>
      <p className={styles.words}>
        {g(`signal.${fixedPoint.stability}`, {
          share: formatShare(Math.abs(fixedPoint.factor)),
          factor: formatNumber(Math.abs(fixedPoint.factor)),
        })}
      </p>
    </>
  );
}
