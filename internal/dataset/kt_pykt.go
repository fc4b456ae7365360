package dataset

import "fmt"

var ktPyKTShape = Shape{
	Name: "kt_pykt", Title: "Answers as pyKT reads them", Consumer: "pyKT",
	About: "Six lines a learner: id and length; questions; skills; answers; times; durations, with commas between the answers. Skills of one question would be joined by an underscore; ours have one each, and nothing is expanded. No field is NA.",
	Key:   ByLearnerKey,
	Files: "formats/kt_pykt/train_valid.txt holds the splits train and validation, formats/kt_pykt/test.txt the split test, formats/kt_pykt/id_map.csv says which number stands for what. Times are milliseconds since 1970, shifted; durations milliseconds, 0 where none was taken.",
	Open:  openKTPyKT,
}

type ktPyKTSink struct {
	tracer
	train *Lines // with validation
	test  *Lines
}

func openKTPyKT(k *Counter) (Sink, error) {
	s := &ktPyKTSink{tracer: newTracer(k, attemptsOf)}
	var err error
	if s.train, err = k.File("train_valid.txt", Train, "text"); err != nil {
		return nil, err
	}
	s.test, err = k.File("test.txt", Test, "text")
	return s, err
}

func (s *ktPyKTSink) Learner(l *Learner) error {
	list := attemptsOf(l)
	if len(list) == 0 {
		return nil
	}
	out := s.train
	if l.Split == Test {
		out = s.test
	}
	user := s.begin(l)
	var items, skills, answers, times, spent []int64
	var clock watch
	for _, e := range list {
		right := int64(0)
		if e.Correct.V {
			right = 1
		}
		items = append(items, int64(s.items.of(e.Question)))
		skills = append(skills, int64(s.skills.of(e.Skill)))
		answers = append(answers, right)
		times = append(times, clock.read(e.At).UnixMilli())
		spent = append(spent, max(e.TimeMS.V, 0))
		s.count(l.Split, e)
	}
	s.k.stats.Rows[l.Split]++
	out.EndRow()
	_, err := fmt.Fprintf(out, "%d,%d\n%s\n%s\n%s\n%s\n%s\n", user, len(list), join(items), join(skills), join(answers), join(times), join(spent))
	return err
}

func (s *ktPyKTSink) Close() error { return s.end() }
