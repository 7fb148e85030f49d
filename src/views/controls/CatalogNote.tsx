/**
 * The text of a note: an entry's formula where the panel does not show it, its numbers, purpose and source.
 */
import { activationById } from "../../catalog/activations.ts";
import type { ActivationId, PlannedActivation } from "../../catalog/activations.ts";
import { normalizations } from "../../catalog/normalizations.ts";
import {
  activationNote,
  gradientNotes,
  initializerSources,
  inputNotes,
  residualNotes,
} from "../../catalog/notes.ts";
import {
  activationPurposes,
  dropoutPurposes,
  gradientPurposes,
  initializerPurposes,
  inputPurposes,
  normalizationPurposes,
  residualPurposes,
} from "../../catalog/purposes.ts";
import type { Purpose } from "../../catalog/purposes.ts";
import { formatNumber } from "../../charts/format.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { inputMoments } from "../../experiment/inputMoments.ts";
import { residualBlocks, activationParameterOf } from "../../experiment/layerSettings.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { useCatalogText, zhSources } from "../../i18n/catalogText.ts";
import { fillIn } from "../../i18n/languages.ts";
import { useLanguage } from "../../i18n/text.ts";
import type { CatalogTextKey } from "../../i18n/catalogText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import { Formula } from "../formula/Formula.tsx";
import styles from "./Formula.module.css";
import { GainFinder } from "./GainFinder.tsx";
import type { NoteSubject } from "./noteSubject.ts";
import { lawParts, texNumber } from "./texParts.ts";
import { useConfig } from "./useConfig.ts";

/** Formulas of an entry, its numbers as formulas and in words, and its source. */
interface NoteFacts {
  readonly tex: readonly string[];
  readonly numbers?: string;
  readonly source: string | null;
}

function isTyped(id: PlannedActivation): id is Exclude<PlannedActivation, ActivationId> {
  return id.startsWith("phi:");
}

function residualFacts(
  config: ExperimentConfig,
  subject: NoteSubject & { kind: "residual" },
  t: TranslatePart<CatalogTextKey>,
) {
  const entry = residualNotes[subject.id];
  const blocks = residualBlocks(config);
  const scale = subject.id === "depth_scaled" || subject.id === "fixup";
  return {
    tex: [
      ...entry.tex.flatMap(lawParts),
      ...(scale && blocks > 0
        ? [String.raw`L = ${blocks},\quad L^{-1/2} = ${texNumber(1 / Math.sqrt(blocks))}`]
        : []),
    ],
    numbers: t(blocks === 0 ? "blocks.none" : blocks === 1 ? "blocks.one" : "blocks.many", {
      blocks,
      last: 2 * blocks + 1,
    }),
    source: entry.source,
  };
}

function factsOf(
  subject: NoteSubject,
  config: ExperimentConfig,
  t: TranslatePart<CatalogTextKey>,
): NoteFacts {
  switch (subject.kind) {
    case "initializer":
      return { tex: [], source: initializerSources[subject.id] };
    case "activation": {
      const { parameter } = activationById(subject.id);
      const { tex, derivativeTex, source } = activationNote(subject.id);
      const activationParameter =
        parameter === undefined
          ? []
          : [`${parameter.symbol} = ${texNumber(activationParameterOf(config, subject.id))}`];
      return { tex: [tex, derivativeTex, ...activationParameter], source };
    }
    case "gain":
      return {
        tex: [String.raw`g^2\,\mathbb E[\varphi(z)^2] = q`, String.raw`g^2\,\mathbb E[\varphi'(z)^2] = 1`],
        source: "Poole et al. 2016; Schoenholz et al. 2017",
      };
    case "normalisation": {
      const source = normalizations.find(({ id }) => id === subject.id)?.source ?? null;
      const { epsilon, gamma, beta, batch } = config;
      const values = [
        ...(subject.id === "batch" ? [`B = ${batch},`] : []),
        String.raw`\varepsilon = ${texNumber(epsilon)},`,
        String.raw`\gamma = ${texNumber(gamma)},`,
        String.raw`\beta = ${texNumber(beta)}`,
      ];
      return { tex: values, source };
    }
    case "residual":
      return residualFacts(config, subject, t);
    case "dropout": {
      const keep = texNumber(config.keepProbability);
      return {
        tex: [
          String.raw`a \leftarrow \tfrac{m}{p}\, a,\quad P(m = 1) = p = ${keep}`,
          String.raw`\mathbb E[a^2] \leftarrow \tfrac{1}{p} \mathbb E[a^2] = ${texNumber(1 / config.keepProbability)}\, \mathbb E[a^2]`,
        ],
        source: "Srivastava et al. 2014; Schoenholz et al. 2017",
      };
    }
    case "input": {
      const { tex, source } = inputNotes[subject.id];
      const plan = planExperiment({ ...config, depth: 1 });
      const { inputUnits, batch } = plan;
      const { mean, second, shared } = inputMoments(plan);
      const values = {
        units: inputUnits,
        batch,
        mean: formatNumber(mean),
        second: formatNumber(second),
        cosine: formatNumber(shared / second),
      };
      return { tex: tex.flatMap(lawParts), numbers: t("input", values), source };
    }
    case "gradient": {
      const entry = gradientNotes[subject.id];
      const units = typeof config.width === "number" ? config.width : (config.width.at(-1) ?? 1);
      const values = String.raw`B = ${config.batch},\quad n_L = ${units}`;
      const expected =
        subject.id === "cross_entropy" ? [String.raw`L \approx \ln n_L = ${texNumber(Math.log(units))}`] : [];
      return {
        tex: [...entry.tex.flatMap(lawParts), values, ...expected],
        source: entry.source,
      };
    }
    default:
      return subject satisfies never;
  }
}

function purposeOf(subject: NoteSubject): Purpose | null {
  switch (subject.kind) {
    case "initializer":
      return initializerPurposes[subject.id];
    case "activation":
      return isTyped(subject.id) ? null : activationPurposes[subject.id];
    case "gain":
      return null;
    case "normalisation":
      return normalizationPurposes[subject.id];
    case "residual":
      return residualPurposes[subject.id];
    case "dropout":
      return dropoutPurposes[subject.id];
    case "input":
      return inputPurposes[subject.id];
    case "gradient":
      return gradientPurposes[subject.id];
    default:
      return subject satisfies never;
  }
}

export function CatalogNote({ subject }: { readonly subject: NoteSubject }) {
  const t = useCatalogText();
  const language = useLanguage();
  const { config } = useConfig();
  const { tex, numbers, source } = factsOf(subject, config, t);
  const purpose = purposeOf(subject);
  return (
    <>
      {tex.length > 0 && (
        <div className={styles.law}>
          {tex.map((line) => (
            <Formula
              key={line}
              className={styles.tex}
              tex={line}
              scope={subject.kind === "initializer" || subject.kind === "gain" ? "weights" : subject.kind}
            />
          ))}
        </div>
      )}
      {numbers !== undefined && <p className={styles.numbers}>{numbers}</p>}
      {purpose !== null && <p className={styles.purpose}>{fillIn(purpose[language], {})}</p>}
      {(subject.kind === "gain" || subject.kind === "activation") && <GainFinder />}
      {source !== null && (
        <p className={styles.source}>
          {t("source", { source: language === "zh" ? (zhSources[source] ?? source) : source })}
        </p>
      )}
    </>
  );
}
