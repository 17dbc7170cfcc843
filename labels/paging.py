"""A PDF written page by page: ten thousand labels take the memory that five hundred take.

reportlab keeps every page until the last is drawn. Here a page goes to the file when it is done, and is forgotten;
of it only its place in the file is kept. What the pages share, the letters above all, follows at the end, for which
letters are needed is known only then.
"""

from array import array
from typing import IO, Any

from reportlab.pdfbase.pdfdoc import (
    PDFIndirectObject,
    PDFResourceDictionary,
    PDFStream,
    PDFTrailer,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

#: by convention of the format: its name, and four bytes that tell a mail program that this is no text
_BEGIN = b"%PDF-1.4\n%\x93\x8c\x8b\x9e\n"
#: entries of the table of places that are put together before they are written
_AT_ONCE = 1000


class Paged:
    """The file that a canvas's pages go to. `canvas.showPage()` writes one; `finish()` writes the rest."""

    def __init__(self, canvas: Canvas, file: IO[bytes]) -> None:
        """From now on this canvas keeps no page."""
        self.canvas, self.file, self.at = canvas, file, 0
        self._document: Any = canvas._doc
        #: where each numbered object begins; 0 for one that is not written (yet)
        self._places = array("Q", [0])
        self._pages = array("L")
        self._resources = PDFResourceDictionary()
        self._resources.basicFonts()
        self._resources.allProcs()
        self._parent_number = self._number_of(self._document.Pages)
        self._resources_number = self._number_of(self._resources)
        # Both are meant to be called by reportlab itself, at the end of a page and of the document.
        self._document.addPage = self._take
        self._document.format = self._write_rest
        self._write(_BEGIN)

    def finish(self) -> None:
        """The last page was drawn."""
        self._document.GetPDFData(self.canvas)

    def _number_of(self, thing: Any) -> int:
        """Under which number the document knows an object of its own."""
        name = self._document.Reference(thing).name
        return int(self._document.idToObjectNumberAndVersion[name][0])

    def _next_number(self) -> int:
        """A number that the document will give to nothing else."""
        self._document.objectcounter += 1
        return int(self._document.objectcounter)

    def _take(self, page: Any) -> None:
        """One page is drawn."""
        self._document.pageCounter += 1
        self._document.inObject = None
        drawn = PDFStream(content=page.stream, filters=[PDFZCompress])
        content, number = self._next_number(), self._next_number()
        self._put(content, b"%d 0 obj\n%sendobj\n" % (content, drawn.format(self._document)))
        box = f"[0 0 {page.pagewidth:.4f} {page.pageheight:.4f}]".encode()
        self._put(
            number,
            b"%d 0 obj\n<< /Type /Page /Parent %d 0 R /MediaBox %s /Resources %d 0 R /Contents %d 0 R >>\nendobj\n"
            % (number, self._parent_number, box, self._resources_number, content),
        )
        self._pages.append(number)

    def _write_rest(self) -> bytes:
        """What the pages share, the list of the pages, and where everything stands."""
        document = self._document
        pages = document.Pages
        pages.check_format = lambda _document: None
        pages.Kids = b"[%s]" % b" ".join(b"%d 0 R" % number for number in self._pages)
        pages.Count = len(self._pages)
        number = 0
        # Writing one may number others.
        while (number := number + 1) <= document.objectcounter:
            name = document.numberToId.get(number)
            if name is not None:
                self._put(number, PDFIndirectObject(name, document.idToObject[name]).format(document))
        self._write_table()
        return b""

    def _write_table(self) -> None:
        document, start, size = self._document, self.at, len(self._places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for begin in range(1, size, _AT_ONCE):
            self._write(
                b"".join(b"%010d 00000 n \n" % place for place in self._places[begin : begin + _AT_ONCE])
            )
        root, info = document.Reference(document.Catalog), document.Reference(document.info)
        trailer = PDFTrailer(startxref=start, Size=size, Root=root, Info=info, ID=document.ID())
        self._write(trailer.format(document))

    def _put(self, number: int, content: bytes) -> None:
        """One numbered object."""
        if number >= len(self._places):
            self._places.extend([0] * (number + 1 - len(self._places)))
        self._places[number] = self.at
        self._write(content)

    def _write(self, content: bytes) -> None:
        self.file.write(content)
        self.at += len(content)
