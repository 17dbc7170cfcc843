// Which of a phone's cameras sees a code best. They are told apart by their names alone, which are words for people
// in the language of the phone; nothing here knows a page.

const BACK = /back|rear|environment|world|achter|arri[eè]re|dorsale|r[uü]ck|trasera|posteriore/i;
const FRONT = /front|user|face ?time|selfie|voor|avant|vorder|frontal/i;
// A wide lens bends and blurs from near; a long one does not see near at all.
const ODD = /ultra|wide|tele|zoom|macro|depth|infra|\bir\b|virtual|groothoek|grand[- ]angle|weitwinkel/i;
// "Back Dual Wide Camera": a bundle of lenses that changes to the near one by itself.
const BUNDLE = /dual|triple|dubbel|dreifach|double/i;

// The best of `cameras` ({deviceId, label}), or null when their names say nothing.
export function best(cameras) {
  const marks = cameras.map((camera) => ({ camera, mark: markOf(camera.label || "") }));
  const [first] = marks.filter(({ mark }) => mark > 0).sort((one, other) => other.mark - one.mark || byNumber(one, other));
  return first?.camera || null;
}

function markOf(label) {
  if (!BACK.test(label) || FRONT.test(label.replace(BACK, ""))) return 0;
  if (BUNDLE.test(label)) return 2;
  return ODD.test(label) ? 1 : 3;
}

// Android numbers its cameras, and the first that looks back is the main one.
const byNumber = (one, other) => numberOf(one.camera.label) - numberOf(other.camera.label);
const numberOf = (label) => Number(/\b\d+/.exec(label)?.[0] ?? 0);

// Of several codes before the camera, one of ours before a maker's serial number.
export const likeliest = (texts) => texts.find((text) => /\/[icm]\/|^[a-z] ?\d[\d ]{5,}$/i.test(text)) || texts[0];
