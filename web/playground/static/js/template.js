/** WeCom's template_card -> what `card.js` draws. Absent parts become empty ones. */

const NO_ROW_LINK = 0;

export function readTemplate(card, replaced = "") {
  return {
    source: card.source?.desc ?? "",
    title: card.main_title?.title ?? "",
    desc: card.main_title?.desc ?? "",
    emphasis: card.emphasis_content?.title ? { desc: "", ...card.emphasis_content } : null,
    quote: [card.quote_area?.title, card.quote_area?.quote_text].filter(Boolean).join("\n"),
    sub: card.sub_title_text ?? "",
    rows: (card.horizontal_content_list ?? []).map(readRow),
    verticals: (card.vertical_content_list ?? []).map(({ title, desc = "" }) => ({ title, desc })),
    selects: readSelects(card),
    links: (card.jump_list ?? []).map(({ title, url }) => ({ text: title, url })),
    replaced,
    buttons: replaced ? [] : readButtons(card),
    menu: (card.action_menu?.action_list ?? []).map(({ text, key }) => ({ text, key })),
  };
}

function readRow({ keyname, value = "", type = NO_ROW_LINK, url = "" }) {
  return { label: keyname, value, url: type === 1 ? url : "" };
}

function readButtons(card) {
  const list = card.button_list ?? (card.submit_button?.key ? [{ ...card.submit_button, style: 1 }] : []);
  return list.map(({ text, key, style = 1, type = 0, url = "" }) => ({ text, key, style, url: type === 1 ? url : "" }));
}

function readSelects(card) {
  const rows = [card.button_selection, ...(card.select_list ?? [])].filter(Boolean).map(readDropDown);
  return card.checkbox ? [...rows, readCheckbox(card.checkbox)] : rows;
}

function readDropDown({ question_key: key, title = "", option_list: options, selected_id: selected, disable }) {
  const chosen = selected ?? options[0]?.id;
  return { key, title, isMany: false, isLocked: disable === true, options: options.map(({ id, text }) => ({ id, text, isChosen: id === chosen })) };
}

function readCheckbox({ question_key: key, option_list: options, mode, disable }) {
  const read = ({ id, text, is_checked: isChosen = false }) => ({ id, text, isChosen });
  return { key, title: mode === 1 ? "可多选" : "", isMany: true, isLocked: disable === true, options: options.map(read) };
}
