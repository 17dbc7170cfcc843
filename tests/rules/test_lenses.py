"""Of the cameras of a phone the one that sees a code from near; of several codes, ours."""

import json

from tests.rules.test_printed_labels import run_node

#: names as phones and laptops give them, and the one that is right
CAMERAS = [
    (["camera2 1, facing front", "camera2 2, facing back", "camera2 0, facing back"], "camera2 0, facing back"),
    (
        ["Front Camera", "Back Ultra Wide Camera", "Back Telephoto Camera", "Back Camera", "Back Dual Wide Camera"],
        "Back Camera",
    ),
    (["Back Ultra Wide Camera", "Back Triple Camera", "Front Camera"], "Back Triple Camera"),
    (["Voorcamera", "Ultragroothoekcamera achterkant", "Camera achterkant"], "Camera achterkant"),
    (["Caméra avant", "Caméra ultra grand-angle arrière", "Caméra arrière"], "Caméra arrière"),
    (["Back Ultra Wide Camera", "Front Camera"], "Back Ultra Wide Camera"),
    (["Integrated Webcam", "Infrared Camera"], None),
    (["", ""], None),
    ([], None),
]  # fmt: skip
TEXTS = [
    (["5CD1234XYZ", "HTTPS://LEEN.EXAMPLE/I/T041825"], "HTTPS://LEEN.EXAMPLE/I/T041825"),
    (["PF1ABM7K", "T041825"], "T041825"),
    (["PF1ABM7K", "4901234567894"], "PF1ABM7K"),
    ([], None),
]


def test_the_best_camera_and_the_likeliest_code() -> None:
    given = {"cameras": [labels for labels, _right in CAMERAS], "texts": [texts for texts, _right in TEXTS]}
    told = json.loads(run_node("choose_lens.mjs", given=json.dumps(given)))
    assert told["labels"] == [right for _labels, right in CAMERAS]
    assert told["texts"] == [right for _texts, right in TEXTS]
