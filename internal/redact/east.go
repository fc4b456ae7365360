package redact

import "bytes"

// Chinese, Japanese and Korean have no capitals, and the first two no spaces: a
// token of theirs may hold a cue, a name and grammar at once.

// eastern is the first byte of the letters of these scripts in UTF-8, and above.
const eastern = 0xe3

// eastBirths say that a birthday follows.
var eastBirths = [...]string{"生年月日", "誕生日", "出生", "生日", "生まれ", "생년월일", "생일", "태어"}

// eastIDs say that the number of a pupil, a candidate or a passport follows.
var eastIDs = [...]string{"学号", "學號", "护照", "護照", "身份证", "准考证", "考号", "学籍番号", "学生番号", "受験番号", "旅券", "학번", "수험번호", "여권", "학생증"}

// eastCue returns what a word of these scripts announces.
func eastCue(w []byte) flag {
	for _, cue := range eastBirths {
		if bytes.Contains(w, []byte(cue)) {
			return fBirth
		}
	}
	for _, cue := range eastIDs {
		if bytes.Contains(w, []byte(cue)) {
			return fNumber | fAccount | fGone
		}
	}
	return 0
}

// eastUnit reports whether w is the year, month or day that follows its number.
func eastUnit(w []byte) bool {
	switch string(w) {
	case "年", "月", "日", "号", "년", "월", "일":
		return true
	}
	return false
}

// eastDate returns the last token of 2008年5月17日 or 2009년 3월 2일 at k, or 0;
// after a cue the year may be missing.
func (s *scan) eastDate(k int, cue bool) int {
	unit := func(k int, units ...string) bool {
		for _, u := range units {
			if s.joined(k) && s.kindAt(k) == word && string(s.textOf(k)) == u {
				return true
			}
		}
		return false
	}
	year := k
	if s.year(k) && unit(k+1, "年", "년") {
		k += 2
	} else if !cue {
		return 0
	}
	if s.kindAt(k) != number || !unit(k+1, "月", "월") {
		if k > year {
			return s.modern(year, k-1) * btoi(cue)
		}
		return 0
	}
	last := k + 1
	if s.within(k+2) && s.kindAt(k+2) == number && unit(k+3, "日", "号", "일") {
		last = k + 3
	}
	if year == k {
		return last
	}
	return s.modern(year, last)
}
