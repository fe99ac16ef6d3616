/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.SwapReport;
import dev.twofold.server.ServerReport;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.osgi.service.component.annotations.Component;

/** Shows what the commands return. It converts nothing from text: the commands take names. */
@Component(service = Converter.class)
@ConverterClasses({ List.class, ModuleInfo.class, SwapReport.class, Rehearsal.class, ServerReport.class })
public final class TextConverter implements Converter {

    /** Gogo's word for "ask another converter". */
    private static final String NOT_MINE = null;

    @Override
    public Object convert(Class<?> desiredType, Object in) {
        return NOT_MINE;
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        if (target instanceof Table<?> table) {
            return level == INSPECT ? table.text() : NOT_MINE;
        }
        if (target instanceof ModuleInfo module) {
            return switch (level) {
                case INSPECT -> Texts.block(module);
                case LINE -> Texts.line(module);
                default -> module.name();
            };
        }
        if (target instanceof SwapReport report) {
            return level == INSPECT ? Texts.block(report) : Texts.headline(report);
        }
        if (target instanceof Rehearsal rehearsal) {
            return level == INSPECT ? RehearsalText.block(rehearsal) : RehearsalText.headline(rehearsal);
        }
        if (target instanceof ServerReport report) {
            return level == INSPECT ? ServerTexts.block(report) : report.info().name();
        }
        return NOT_MINE;
    }
}
