package imageresizer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SizeTest {

    @Test
    void keepsTheShapeInsideABox() {
        assertThat(new Size(4000, 3000).inside(new Size(800, 800))).isEqualTo(new Size(800, 600));
        assertThat(new Size(3000, 4000).inside(new Size(800, 400))).isEqualTo(new Size(300, 400));
    }

    @Test
    void neverEnlarges() {
        assertThat(new Size(10, 7).inside(new Size(100, 100))).isEqualTo(new Size(10, 7));
    }

    @Test
    void neverFallsBelowOnePixel() {
        assertThat(new Size(5000, 20).inside(new Size(100, 100))).isEqualTo(new Size(100, 1));
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Size(0, 5)).withMessageContaining("0x5");
    }
}
