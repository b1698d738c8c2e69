package io.hopwire.examples.report;

/**
 * Text between tags and in attributes.
 */
final class Xml
{
    private Xml()
    {
    }

    static String escape(final String text)
    {
        final StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            switch (c)
            {
                case '&':
                    escaped.append("&amp;");
                    break;

                case '<':
                    escaped.append("&lt;");
                    break;

                case '>':
                    escaped.append("&gt;");
                    break;

                case '"':
                    escaped.append("&quot;");
                    break;

                default:
                    // XML knows no other control characters than these.
                    escaped.append(c >= ' ' || c == '\n' || c == '\t' ? c : '\ufffd');
                    break;
            }
        }
        return escaped.toString();
    }
}
