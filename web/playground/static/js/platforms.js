/** The platforms whose phones can be shown. An account is a person's place on one of them: "wecom:zhang". */

export const PLATFORMS = {
  wecom: { name: "企业微信", base: "/playground/api" },
  dingtalk: { name: "钉钉", base: "/playground/api/dingtalk" },
};

export const accountOf = (platform, userid) => `${platform}:${userid}`;
export const platformOf = (account) => account.slice(0, account.indexOf(":"));
export const useridOf = (account) => account.slice(account.indexOf(":") + 1);

const PAUSE_MS = 1000;

/** Which of them this server has, the one to begin with first. */
export async function listPlatforms() {
  for (;;) {
    try {
      const answer = await fetch("/playground/platforms");
      if (answer.ok) return (await answer.json()).filter((platform) => platform in PLATFORMS);
    } catch {
      // Not there yet, as after a restart: asked again below.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
