package bus

import "testing"

func TestRingWakesAllAndMissesNobodyWhoAskedBefore(t *testing.T) {
	t.Parallel()
	var b Bell
	b.Ring() // nobody waits
	one, two := b.Wait(), b.Wait()
	select {
	case <-one:
		t.Fatal("woken before the call")
	default:
	}
	b.Ring()
	<-one
	<-two
	select {
	case <-b.Wait():
		t.Fatal("an old call woke a new waiter")
	default:
	}
}
