package redact

import (
	"strconv"
	"unicode/utf8"
)

// A Type says what a span tells about somebody.
type Type uint8

const (
	Person       Type = iota + 1 // a name
	Email                        // an e-mail address, also spelled out
	Phone                        // a telephone number
	URL                          // a web address
	IP                           // an Internet address, version 4 or 6
	Card                         // the number of a payment card
	SSN                          // a United States social security number
	IBAN                         // an international bank account number
	Address                      // a postal address
	DateOfBirth                  // a day, or a year, that is called somebody's birthday
	Handle                       // a name on some network
	Organization                 // a school or an employer
	Location                     // a town, state or country that is called somebody's
	ID                           // a student's, account's or document's number
)

// Types lists all of them.
var Types = [...]Type{Person, Email, Phone, URL, IP, Card, SSN, IBAN, Address, DateOfBirth, Handle, Organization, Location, ID}

var typeNames = [...]string{"", "PERSON", "EMAIL", "PHONE", "URL", "IP", "CARD", "SSN", "IBAN", "ADDRESS", "DATE_OF_BIRTH", "HANDLE",
	"ORGANIZATION", "LOCATION", "ID"}

// String returns the type's name as surrogates and reports have it.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return ""
}

// A Span is text[Start:End], in bytes.
type Span struct {
	Start, End int
	Type       Type
	// known is the roster's spelling where one slip away from the text's.
	known string
}

// AppendJSON appends the spans of text as [{"start":0,"end":5,"type":"PERSON"}],
// counted in code points.
func AppendJSON(dst []byte, text string, spans []Span) []byte {
	dst = append(dst, '[')
	at, runes := 0, 0
	to := func(b int) int64 {
		runes += utf8.RuneCountInString(text[at:b])
		at = b
		return int64(runes)
	}
	for i, s := range spans {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(append(dst, `{"start":`...), to(s.Start), 10)
		dst = strconv.AppendInt(append(dst, `,"end":`...), to(s.End), 10)
		dst = append(append(append(dst, `,"type":"`...), s.Type.String()...), `"}`...)
	}
	return append(dst, ']')
}
