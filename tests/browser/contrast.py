"""Whether text can be read: the contrast of everything written on the screen, as WCAG 2.2 (1.4.3) counts it."""

from playwright.async_api import Locator

LEAST = 4.5

MEASURE = """
(root) => {
  const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const rgba = (written) => (written.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = rgba(getComputedStyle(at).backgroundColor);
      if (alpha === 1 && r !== undefined) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const poor = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility() || element.closest(":disabled")) continue;
    const [one, two] = [rgba(getComputedStyle(element).color), ground(element)].map(luminance);
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < LEAST) poor.push(`${ratio.toFixed(2)} ${node.textContent.trim().slice(0, 20)}`);
  }
  return poor;
}
""".replace("LEAST", str(LEAST))


async def hard_to_read(shown: Locator) -> list[str]:
    """Texts with too little contrast, each with its ratio."""
    return list(await shown.evaluate(MEASURE))
