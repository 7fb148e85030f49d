/** Words about a newer version: fetched when there is one, which is rare. */
import { definePartText } from "./partText.ts";

export const { messages: updateMessages, useText: useUpdateText } = definePartText({
  en: { ready: "A new version is ready.", reload: "Reload", later: "Later" },
  zh: { ready: "新版本已就绪。", reload: "重新加载", later: "稍后" },
});
