package tutor

import (
	"context"
	"fmt"
	"strings"

	"satprep/internal/question"
)

// turnToTopic leaves the question for what the learner names, or still talks
// about, unless it is the question's own skill. Of a domain or a section that
// they want a question or an example of, it takes the skill where they are
// weakest. A question of an open diagnostic is not left: nothing is taught
// beside it.
func (s *Service) turnToTopic(ctx context.Context, x *exchange) error {
	a, st := x.scene.asking, x.scene.standing
	slug := a.Skill + a.Scope
	if slug == "" && a.goesOn() {
		slug = x.conv.memory.Topic.Topic
	}
	if slug == "" || st != nil && (st.Question.Skill == slug || stageOf(st, &Progress{}) == Closed) {
		return nil
	}
	x.topic, x.scene.standing = slug, nil
	place, ok := question.Place(slug)
	if !ok || place.Skill != "" {
		return nil
	}
	x.scene.scope = slug
	weak, err := s.sessions.Weakest(ctx, x.who.Subject, place)
	switch {
	case err != nil:
		return err
	case a.Intent == AskSkill && weak.Skill != "":
		x.scene.took = fmt.Sprintf("Your answers speak for %s: %d of %d were right.", question.Name(weak.Skill), weak.Right, weak.Answers)
	case a.Intent == AskSkill: // they choose
	case weak.Skill != "":
		x.topic = weak.Skill
		x.scene.took = fmt.Sprintf("Of %s I take %s, where you were right least often: in %d of %d answers.\n\n", question.Name(slug), question.Name(weak.Skill), weak.Right, weak.Answers)
	default:
		x.topic = skillsOf(slug)[0]
		x.scene.took = fmt.Sprintf("Of %s I take %s, the first of its skills: you have too few answers there to show where you are weakest.\n\n", question.Name(slug), question.Name(x.topic))
	}
	return nil
}

// skillsOf are the slugs of the skills of a domain or section, in the order of
// the outline.
func skillsOf(slug string) (list []string) {
	place, _ := question.Place(slug)
	for _, section := range question.Sections {
		for _, d := range section.Domains {
			for _, k := range d.Skills {
				if at, _ := question.Place(k.Slug); place.Contains(at) {
					list = append(list, k.Slug)
				}
			}
		}
	}
	return list
}

// within names what a learner may choose from: of a section its domains, of a
// domain its skills.
func within(slug string) (list []string) {
	for _, section := range question.Sections {
		for _, d := range section.Domains {
			if section.Slug == slug {
				list = append(list, d.Name)
			} else if d.Slug == slug {
				for _, k := range d.Skills {
					list = append(list, k.Name)
				}
			}
		}
	}
	return list
}

// outline names the sections and domains of the test, as the end of a sentence.
func outline() string {
	var list []string
	for _, section := range question.Sections {
		list = append(list, fmt.Sprintf("%s (%s)", section.Name, strings.Join(within(section.Slug), ", ")))
	}
	return strings.Join(list, " and ") + "."
}

// settleAsking fits what was asked to the question it is about: a number may be
// a choice of it, or the learner's own entry, and a subject that the SAT does
// not have may be what a passage is about.
func (sc *scene) settleAsking() {
	a, st := &sc.asking, sc.standing
	if st == nil {
		return
	}
	q := st.Question
	switch {
	case a.Intent == AskOutside && strings.Contains(" "+plain(question.Text(q)), " "+strings.TrimSuffix(a.Term, "s")):
		*a = Asking{Intent: AskDefine, Term: a.Term}
	case a.Intent == AskOutside && speaksOf(q, a.Term):
		*a = Asking{Intent: AskDefine, Term: a.Term}
	case a.Intent == OffTopic && speaksOf(q, a.Term):
		*a = Asking{Intent: Unknown}
	case a.Intent != AskWhy || a.Entry == "":
	case q.Type == question.Typed && question.SameEntry(st.Answer, a.Entry):
		a.Intent = AskWhyMine
	case q.Type != question.Typed:
		for _, c := range q.Choices {
			if question.SameEntry(c.Text, a.Entry) || question.SameEntry(strings.Trim(c.Text, "$\\()"), a.Entry) {
				a.Choice = c.ID
			}
		}
	}
}
