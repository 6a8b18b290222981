/** A pressed button waits: the card takes no second press until it is drawn anew, or until `release`. */

/** Calls `act(release)` unless something on this card is waiting already. */
export function begin(card, button, act) {
  if (card.classList.contains("waiting")) return;
  card.classList.add("waiting");
  button.classList.add("pressed");
  button.setAttribute("aria-busy", "true");
  act(() => release(card, button));
}

function release(card, button) {
  card.classList.remove("waiting");
  button.classList.remove("pressed");
  button.removeAttribute("aria-busy");
}
