/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.manager.internal.ComponentFile.Described;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

/** What is read of component descriptions. */
class ComponentFileTest {

    private static final String NAMESPACE = "xmlns:scr='http://www.osgi.org/xmlns/scr/v1.4.0'";

    private static List<Described> read(String text) throws IOException, SAXException, ParserConfigurationException {
        return ComponentFile.read(ComponentFile.parser(), new ByteArrayInputStream(text.getBytes(
                StandardCharsets.UTF_8)));
    }

    private static Described only(String inside) throws IOException, SAXException, ParserConfigurationException {
        return read("<scr:component " + NAMESPACE + " name='ledger'>" + inside + "<implementation class='a.Ledger'/>"
                + "</scr:component>").get(0);
    }

    @Test
    void readsNameServicesAndWhetherItIsImmediate() throws Exception {
        assertThat(read("<scr:component " + NAMESPACE + " name='ledger' immediate='true'><service><provide"
                + " interface='a.Book'/><provide interface='a.Shelf'/></service></scr:component>")).containsExactly(
                        new Described("ledger", true, false, List.of("a.Book", "a.Shelf")));
    }

    @Test
    void callsOneWithoutANameByItsClass() throws Exception {
        assertThat(read("<component><implementation class='a.Ledger'/></component>")).containsExactly(new Described(
                "a.Ledger", false, false, List.of()));
    }

    @Test
    void readsAllComponentsOfAFile() throws Exception {
        assertThat(read("<components><component name='one'><service><provide interface='a.Book'/></service></component>"
                + "<component name='other'/></components>")).containsExactly(new Described("one", false, false, List.of(
                        "a.Book")), new Described("other", false, false, List.of()));
    }

    @Test
    void seesWhetherItFollowsTheCurrentRevision() throws Exception {
        String property = "<property name='osgi.ds.satisfying.condition.target'";
        assertThat(only(property + " value='(osgi.condition.id=twofold.current)'/>").conditional()).isTrue();
        assertThat(only(property + ">\n (osgi.condition.id=twofold.current) \n</property>").conditional()).isTrue();
        assertThat(only(property + " value='(osgi.condition.id=twofold.current)'>other</property>").conditional())
                .isTrue();
        assertThat(only(property + " value='(osgi.condition.id=true)'/>").conditional()).isFalse();
        assertThat(only("<property name='other' value='(osgi.condition.id=twofold.current)'/>").conditional())
                .isFalse();
    }

    @Test
    void refusesWhatReadsOtherFiles() {
        assertThatThrownBy(() -> read(
                "<!DOCTYPE c [<!ENTITY e SYSTEM 'file:///etc/hosts'>]><component>&e;</component>"))
                .isInstanceOf(SAXException.class).hasMessageContaining("DOCTYPE");
    }

    @Test
    void refusesWhatIsBroken() {
        assertThatThrownBy(() -> read("<component>")).isInstanceOf(SAXException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(SAXException.class);
    }
}
