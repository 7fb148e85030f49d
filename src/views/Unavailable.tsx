/**
 * Says that a lazy view could not be fetched, and offers a reload, which keeps the link. Some browsers
 * remember a failed import for as long as the page is open, so asking again would not help there.
 */
import { useText } from "../i18n/text.ts";
import { Button } from "../ui/Button.tsx";

export function Unavailable() {
  const t = useText();
  return (
    <p role="alert">
      {t("part.unavailable")}{" "}
      <Button variant="outline" onClick={() => location.reload()}>
        {t("part.reload")}
      </Button>
    </p>
  );
}
