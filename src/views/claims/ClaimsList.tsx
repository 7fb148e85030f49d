/** Claims about initialisation in groups: the claim, its source, a test, then numbers, outcome and truth. */
import { useId } from "react";
import type { Claim, MeasuredClaim } from "../../content/claims/claim.ts";
import { useClaimsText } from "../../i18n/claimsText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./ClaimsList.module.css";
import { filled, numbersOfDraws, verdictOf } from "./outcomeText.ts";
import type { NumberOfDraws } from "./outcomeText.ts";
import { useClaimTest } from "./useClaimTest.ts";

const GROUPS = ["myth", "wording", "print"] as const;

function Outcome({ numbers }: { readonly numbers: readonly NumberOfDraws[] }) {
  const c = useClaimsText();
  const language = useLanguage();
  return (
    <dl className={styles.numbers}>
      {numbers.map(({ key, label, text, range }) => (
        <div key={key} className={styles.number}>
          <dt>{label[language]}</dt>
          <dd>
            {text}
            {range !== null && ` ${c("range", { least: range[0], most: range[1] })}`}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The experiments behind the numbers; each opens on the page as a step of history. */
function OpenLinks({
  links,
  onOpen,
}: Pick<MeasuredClaim, "links"> & { readonly onOpen: (link: string) => void }) {
  const c = useClaimsText();
  const language = useLanguage();
  return links.map(({ hash, label }) => (
    <Button key={hash} variant="outline" className={styles.action} onClick={() => onOpen(hash)}>
      {links.length === 1 ? c("open") : c("openOne", { network: label[language] })}
    </Button>
  ));
}

function ClaimTest({
  claim,
  wordsId,
  onOpen,
}: {
  readonly claim: MeasuredClaim;
  readonly wordsId: string;
  readonly onOpen: (link: string) => void;
}) {
  const t = useText();
  const c = useClaimsText();
  const language = useLanguage();
  const { state, start } = useClaimTest(claim);
  const isRunning = state.kind === "running";
  const { draws } = state;
  const name = isRunning ? c("running") : c(draws.length === 0 ? "test" : "again");
  const numbers = numbersOfDraws(draws, (factor) => c("times", { factor }));
  const { verdict, agreeing } = verdictOf(draws);
  return (
    <>
      <div className={styles.result} role="status">
        {state.kind === "failed" && <p>{t(`error.${state.code}`)}</p>}
        {draws.length > 0 && (
          <>
            <Outcome numbers={numbers} />
            <p>
              <strong>{c(`verdict.${verdict}`)}</strong> {filled(claim.correct[language], numbers)}
            </p>
            {draws.length > 1 && <p>{c("draws", { agreeing, draws: draws.length })}</p>}
          </>
        )}
      </div>
      <div className={styles.actions}>
        {/* The button is never disabled: it keeps the focus while the test runs. */}
        <Button
          variant="outline"
          className={styles.action}
          aria-describedby={wordsId}
          aria-disabled={isRunning}
          onClick={start}
        >
          {name}
        </Button>
        {draws.length > 0 && <OpenLinks links={claim.links} onOpen={onOpen} />}
      </div>
    </>
  );
}

function ClaimEntry({ claim, onOpen }: { readonly claim: Claim; readonly onOpen: (link: string) => void }) {
  const c = useClaimsText();
  const language = useLanguage();
  const id = useId();
  return (
    <li className={styles.claim}>
      <p id={id} className={styles.words}>
        {claim.claim[language]}
      </p>
      <p className={styles.source}>{c("source", { source: claim.source[language] })}</p>
      {claim.kind === "measured" ? (
        <ClaimTest claim={claim} wordsId={id} onOpen={onOpen} />
      ) : (
        <p className={styles.result}>{claim.correct[language]}</p>
      )}
    </li>
  );
}

export function ClaimsList({
  claims,
  onOpen,
}: {
  readonly claims: readonly Claim[];
  /** Closes the list and opens one of its experiments. */
  readonly onOpen: (link: string) => void;
}) {
  const c = useClaimsText();
  return GROUPS.map((group) => (
    <section key={group} className={styles.group}>
      <h3 className={styles.heading}>{c(`group.${group}`)}</h3>
      <ul>
        {claims
          .filter((claim) => claim.group === group)
          .map((claim) => (
            <ClaimEntry key={claim.id} claim={claim} onOpen={onOpen} />
          ))}
      </ul>
    </section>
  ));
}
