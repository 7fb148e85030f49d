/**
 * The adjusted keys of a link: a row with the given and the used value of each. Fetched where there is one.
 */
import { useNoticeText } from "../../i18n/noticeText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import own from "./AdjustmentNotice.module.css";
import { nearestOf } from "./nearest.ts";
import styles from "./Notices.module.css";

export function AdjustmentNotice() {
  const t = useText();
  const n = useNoticeText();
  const allowedText = (given: string, allowed: string): string => {
    const nearest = nearestOf(given, allowed);
    if (nearest === null) return allowed;
    return n("nearest", { words: nearest.words.join(", "), count: nearest.count });
  };
  const adjustments = useAppStore((state) => state.adjustments);
  const dismissAdjustments = useAppStore((state) => state.dismissAdjustments);
  const others = adjustments.filter(({ reason }) => reason !== "budget");
  const title = n(others.some(({ reason }) => reason === "newer") ? "newer" : "adjusted");
  const rows = others.filter(({ reason }) => reason !== "newer");
  return (
    <section className={styles.notice} aria-label={title}>
      <div className={own.body}>
        <output className={own.title}>{title}</output>
        {rows.length > 0 && (
          <table className={own.table}>
            <thead>
              <tr>
                <th scope="col">{n("setting")}</th>
                <th scope="col">{n("given")}</th>
                <th scope="col">{n("used")}</th>
                <th scope="col">{n("allowed")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, given, used, allowed }, index) => (
                <tr key={`${key}-${index}`}>
                  <th scope="row">
                    <code>{key}</code>
                  </th>
                  <td>
                    <code>{given}</code>
                  </td>
                  <td>
                    <code>{used}</code>
                  </td>
                  <td>
                    <code>{allowedText(given, allowed)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Button variant="outline" onClick={dismissAdjustments}>
        {t("notice.dismiss")}
      </Button>
    </section>
  );
}
