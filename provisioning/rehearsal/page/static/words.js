// The texts that the scripts say, in the page's language.

export const words = JSON.parse(document.getElementById("words").textContent);

/** A text with its gaps filled. */
export const say = (key, ...values) => values.reduce((text, value) => text.replace("{}", value), words[key]);
