package redact

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func readOld(t *testing.T, name string) (out [][]Span) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	byName := map[string]Type{}
	for _, t := range Types {
		byName[t.String()] = t
	}
	sc := bufio.NewScanner(bytes.NewReader(b))
	for sc.Scan() {
		var l []struct {
			Start, End int
			Type       string
		}
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		var s []Span
		for _, x := range l {
			s = append(s, Span{Start: x.Start, End: x.End, Type: byName[x.Type]})
		}
		out = append(out, s)
	}
	return out
}

func TestCross(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("ROUNDS"))
	if rounds == 0 {
		t.Skip()
	}
	seeds, _ := strconv.Atoi(os.Getenv("SEEDS"))
	seeds = max(seeds, 1)
	sets := []string{"dev", "eval", "fresh", "fresh2", "fresh3", "fresh4", "fresh5", "fresh6"}
	if _, err := os.Stat("testdata/train.jsonl"); err == nil && os.Getenv("NOTRAIN") == "" {
		sets = append(sets, "train")
	}
	data := map[string][]planted{}
	for _, s := range sets {
		data[s] = readPlanted(t, "testdata/"+s+".jsonl")
	}
	if os.Getenv("LEAVE") == "fresh7" {
		data["fresh7"] = readPlanted(t, "testdata/fresh7.jsonl")
	}
	outs := strings.Fields(os.Getenv("LEAVE"))
	if len(outs) == 0 {
		outs = []string{"fresh2", "fresh3", "fresh4", "fresh5", "fresh6"}
	}
	var bars []int32
	for _, b := range strings.Fields(os.Getenv("BARS")) {
		n, _ := strconv.Atoi(b)
		bars = append(bars, int32(n))
	}
	if bars == nil {
		bars = []int32{0, 12, 24}
	}
	models := map[string]*tagger{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan bool, 2)
	for _, out := range outs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- true
			defer func() { <-slots }()
			var l []lesson
			for _, s := range sets {
				if old := "/tmp/tagger/dev_" + out + ".jsonl"; s == "dev" {
					if _, err := os.Stat(old); err == nil {
						l = append(l, lessonsOf(readPlanted(t, old))...)
						continue
					}
				}
				if s != out {
					l = append(l, lessonsOf(data[s])...)
				}
			}
			start := time.Now()
			m := learn(l, seeds, rounds)
			mu.Lock()
			models[out] = m
			fmt.Println(out, len(l), "lessons", time.Since(start).Round(time.Second))
			mu.Unlock()
		}()
	}
	wg.Wait()
	pool := map[string]*scoreCard{}
	var poolNames []string
	defer func() {
		for _, name := range poolNames {
			c := pool[name]
			fmt.Printf("pooled   %-18s", name)
			for _, x := range []Type{Address, DateOfBirth, Handle, ID, Phone, Person, Email, SSN} {
				fmt.Printf(" %s %.3f/%.2f", x.String()[:2], c.of(c.byType, x.String()).recall(), c.of(c.byType, x.String()).precision())
			}
			m := c.of(c.bySlice, "math_clean")
			fmt.Printf(" | prec %.3f n %d | math %.2f\n", c.all.precision(), c.all.spans, m.falseRate())
		}
	}()
	addTo := func(a, b map[string]*tally) {
		for k, v := range b {
			if a[k] == nil {
				a[k] = &tally{}
			}
			x := a[k]
			x.gold, x.covered, x.spans, x.right, x.words = x.gold+v.gold, x.covered+v.covered, x.spans+v.spans, x.right+v.right, x.words+v.words
		}
	}
	show := []Type{Address, DateOfBirth, Handle, ID, Phone, Person, Email, SSN}
	for _, out := range outs {
		var others []planted
		oldAll := readOld(t, "/tmp/tagger/"+out+".spans")
		var old [][]Span
		for i, p := range data[out] {
			if p.Slice != "roster" {
				others = append(others, p)
				if oldAll != nil {
					old = append(old, oldAll[i])
				}
			}
		}
		line := func(name string, f func(planted) []Span) {
			c := score(f, others)
			if pool[name] == nil {
				pool[name] = &scoreCard{byType: map[string]*tally{}, bySlice: map[string]*tally{}}
				poolNames = append(poolNames, name)
			}
			addTo(pool[name].byType, c.byType)
			addTo(pool[name].bySlice, c.bySlice)
			addTo(map[string]*tally{"": &pool[name].all}, map[string]*tally{"": &c.all})
			if os.Getenv("POOL") != "" {
				return
			}
			fmt.Printf("%-8s %-18s", out, name)
			for _, x := range show {
				fmt.Printf(" %s %.3f", x.String()[:2], c.of(c.byType, x.String()).recall())
			}
			fmt.Printf(" | prec %.3f n %d |", c.all.precision(), c.all.spans)
			m := c.of(c.bySlice, "math_clean")
			fmt.Printf(" math %.2f\n", m.falseRate())
			if os.Getenv("MISS") == name {
				for _, x := range c.missed {
					fmt.Println("   ", x)
				}
			}
		}
		r := New(Roster{})
		r.tagger = nil
		line("rules", func(p planted) []Span { return r.Append(nil, p.Text, nil) })
		at := map[string]int{}
		for i, p := range others {
			at[p.Text] = i
		}
		bytesOf := func(p planted) []Span {
			var l []Span
			off := []int{}
			for i := range p.Text {
				off = append(off, i)
			}
			off = append(off, len(p.Text))
			for _, s := range old[at[p.Text]] {
				l = append(l, Span{Start: off[s.Start], End: off[s.End], Type: s.Type})
			}
			return l
		}
		if old != nil {
			line("oldrules", bytesOf)
		}
		for _, b := range bars {
			g := *models[out]
			for k := 1; k < int(tags); k++ {
				g.bars[k] += b
			}
			for k := 1; k < int(tags); k++ {
			}
			var s scan
			alone := func(p planted) []Span {
				s.read(p.Text)
				s.cut()
				s.out = s.out[:0]
				s.tagger = &g
				s.about, s.equation, s.atSign = 0, false, false
				for i := range s.toks {
					s.equation = s.equation || s.toks[i].kind == punct && s.toks[i].c == '='
					s.atSign = s.atSign || s.toks[i].kind == punct && s.toks[i].c == '@'
					s.about |= s.toks[i].flags
				}
				s.learned()
				var dst []Span
				for _, f := range merge(s.out) {
					a, e := s.span(p.Text, f.start, f.end)
					dst = append(dst, Span{a, e, f.typ, ""})
				}
				return dst
			}
			line(fmt.Sprintf("alone %d", b), alone)
			u := New(Roster{})
			u.tagger = &g
			line(fmt.Sprintf("united %d", b), func(p planted) []Span { return u.Append(nil, p.Text, nil) })
			if old != nil {
				line(fmt.Sprintf("old+tagger %d", b), func(p planted) []Span {
					l := bytesOf(p)
					for _, x := range alone(p) {
						l = join(l, x)
					}
					return l
				})
			}
		}
	}
}
