package io.hopwire.benchmarks;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertThrows;

class DhtPairTest
{
    private static final int QUESTIONS = 100;

    private final DhtPair pair = new DhtPair(64);

    @ParameterizedTest
    @EnumSource(DhtPair.Question.class)
    void answersWhatIsAsked(final DhtPair.Question question)
    {
        for (int round = 0; round < 3; round++)
        {
            pair.ask(question, QUESTIONS);
            for (int i = 0; i < QUESTIONS; i++)
            {
                pair.answerOne(i);
            }
            pair.answered(QUESTIONS);
        }
    }

    @ParameterizedTest
    @EnumSource(DhtPair.Question.class)
    void noticesWhatWasNotAnswered(final DhtPair.Question question)
    {
        pair.ask(question, QUESTIONS);
        for (int i = 0; i < QUESTIONS; i++)
        {
            pair.answerOne(0);
        }
        assertThrows(IllegalStateException.class, () -> pair.answered(QUESTIONS));
    }
}
