/** What a command has done, in a sentence at the lower edge, for long enough to be read twice. */
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Tell } from "../services.ts";
import styles from "./Outcome.module.css";

const SHOWN_MS = 5000;

export function useOutcome(): { readonly tell: Tell; readonly outcome: ReactNode } {
  const [{ sentence, isWaiting }, setOutcome] = useState({ sentence: "", isWaiting: false });
  useEffect(() => {
    if (sentence === "" || isWaiting) return;
    const timer = setTimeout(() => setOutcome({ sentence: "", isWaiting: false }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [sentence, isWaiting]);
  return {
    tell: (said, isStill = false) => setOutcome({ sentence: said, isWaiting: isStill }),
    outcome: <output className={styles.outcome}>{sentence}</output>,
  };
}
