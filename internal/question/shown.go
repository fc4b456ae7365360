package question

// Shown is a question as a learner sees it before it is answered. It has no
// field that could carry key, rationale, hint, step, difficulty, parameters,
// use, slot or tags, so that no payload made of it can leak them.
type Shown struct {
	ID       string        `json:"id"`
	Text     string        `json:"text"`
	Section  string        `json:"section"` // name
	Domain   string        `json:"domain"`  // name
	Skill    string        `json:"skill"`   // name
	Type     string        `json:"type"`    // choice, spr
	Choices  []ShownChoice `json:"choices"` // none for spr
	Passage  string        `json:"passage,omitempty"`
	Passage2 string        `json:"passage_2,omitempty"`
	Figure   *ShownFigure  `json:"figure,omitempty"`
}

// A ShownChoice is a choice as a learner sees it.
type ShownChoice struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// A ShownFigure is a figure ready to be put on a page: SVG of shapes and text
// only, which takes its colour from the text around it; Alt for who does not see
// it; and its data table. A table has no SVG.
type ShownFigure struct {
	Kind    string     `json:"kind"`
	Title   string     `json:"title,omitempty"`
	SVG     string     `json:"svg,omitempty"`
	Alt     string     `json:"alt"`
	Columns []string   `json:"columns,omitempty"`
	Rows    [][]string `json:"rows,omitempty"`
}

// Show returns what a learner may see of q.
func Show(q *Question) Shown {
	s := Shown{ID: q.ID, Text: q.Stem, Section: Name(q.Section), Domain: Name(q.Domain), Skill: Name(q.Skill),
		Type: string(q.Type), Choices: make([]ShownChoice, len(q.Choices)), Passage: q.Passage, Passage2: q.Passage2}
	for i, c := range q.Choices {
		s.Choices[i] = ShownChoice{c.ID, c.Text}
	}
	if f := q.Figure; f != nil {
		columns, rows := f.Data()
		s.Figure = &ShownFigure{Kind: f.Kind, Title: f.Title, SVG: f.Draw(), Alt: f.Alt, Columns: columns, Rows: rows}
	}
	return s
}
